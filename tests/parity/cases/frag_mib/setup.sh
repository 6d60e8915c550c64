# What is counted of fragments: put together, late, overlapping, cut, not to be cut.
