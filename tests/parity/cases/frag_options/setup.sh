# Options of the first fragment are the datagram's: the answer has them.
