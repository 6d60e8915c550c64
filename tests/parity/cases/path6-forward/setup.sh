# UDP, TCP, ICMPv6 and an unknown protocol are passed on with one hop less.
