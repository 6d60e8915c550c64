# A vlan device as a port: untagged on one side, tagged on the other.
