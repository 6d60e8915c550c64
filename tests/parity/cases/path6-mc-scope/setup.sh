# Groups of scope 0 and 1 from the wire.
