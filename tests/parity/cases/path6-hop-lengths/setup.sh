# An option beyond its header, a header beyond its packet.
