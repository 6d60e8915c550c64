# The home address option, which Mobile IPv6 would read.
