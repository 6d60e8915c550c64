# What leaves by a vlan device gets its tag.
