# No error to a group's packet, but for options.
