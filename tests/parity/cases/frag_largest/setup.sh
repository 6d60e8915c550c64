# A datagram of 60000 bytes: the answer is cut.
