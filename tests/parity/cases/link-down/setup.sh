# A port that is down neither sends nor takes; its routes go, and come back only by hand.
ip route add 172.16.0.0/16 via 10.1.0.1
