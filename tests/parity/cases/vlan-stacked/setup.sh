# A vlan device on a vlan device: two tags.
