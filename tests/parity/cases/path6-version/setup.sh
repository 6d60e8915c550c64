# A version other than 6, and a header that is cut.
