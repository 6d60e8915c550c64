# A bad checksum, and a message that is cut.
