# A router does not accept them unless told so.
