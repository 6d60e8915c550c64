# A source address that is no station's.
