# The same, used up.
