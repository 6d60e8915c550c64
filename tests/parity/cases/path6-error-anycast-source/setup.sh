# No error to a source that is an anycast address.
