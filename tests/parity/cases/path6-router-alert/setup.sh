# Router alert, right and of a wrong length.
