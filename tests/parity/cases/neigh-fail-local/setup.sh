# A local packet's sender is told at once, by the same error.
