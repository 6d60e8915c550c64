# arp_accept 0 learns of nobody unasked, 1 of everybody, 2 of those in our subnet.
