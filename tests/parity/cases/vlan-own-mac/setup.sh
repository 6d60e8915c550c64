# A vlan device with an address of its own hears it below the other.
