# An error about a packet that would be cut quotes it whole.
