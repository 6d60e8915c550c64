# An advertisement about somebody unknown, to all nodes, with a multicast target, about us: nothing is learned.
