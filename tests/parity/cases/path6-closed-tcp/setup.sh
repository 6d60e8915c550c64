# A closed port resets SYN, ACK and FIN; a reset is not answered, nor a bad checksum.
