# Padding that is right, too long, and not zero.
