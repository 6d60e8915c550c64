# The address of any port is ours, too.
