# A device without ARP sends to its own address.
ip link set eth1 arp off
