# Other unreachables teach nothing.
