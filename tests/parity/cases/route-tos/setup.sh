# A route with a TOS is for packets with that TOS.
