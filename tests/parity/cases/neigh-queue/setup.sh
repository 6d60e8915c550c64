# Packets to an unresolved neighbour wait, one question goes out, and all leave in their order with the answer.
