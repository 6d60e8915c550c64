# What does not fit the port is dropped there.
ip -o link show br0 | sed 's/^[0-9]*: //' >$OUT/links
