# use begins to resolve as a packet would.
