# With DF it is not, and the sender is told.
