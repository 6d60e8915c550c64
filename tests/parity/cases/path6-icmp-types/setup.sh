# Messages that ask for nothing.
