# The sum is checked over the whole.
