# Traffic class and flow label pass as they are.
