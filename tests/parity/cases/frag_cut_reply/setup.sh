# An answer of our own is cut.
