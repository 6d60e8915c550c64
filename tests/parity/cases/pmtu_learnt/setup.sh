# Fragmentation needed about an answer of ours: the next one is cut.
