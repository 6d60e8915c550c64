# The longest prefix wins, whatever the order of adding; a route that goes makes way for the shorter one.
