# To another's link-layer address, and in a broadcast.
