# The unreachable port is told by the whole datagram, of which the first bytes are quoted.
