# A closed port, with a bad and an absent checksum.
