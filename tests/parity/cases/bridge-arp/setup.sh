# ARP for our address on the bridge, heard by a port.
