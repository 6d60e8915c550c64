# To a group that we are in, to one that we are not in, and to this host only.
