# The rule's own fields: addresses with masks, also odd ones, interfaces with wildcards, protocol, all inverted.
iptables-legacy-restore <<R
*filter
-A FORWARD -s 10.0.0.1
-A FORWARD ! -s 10.0.0.1
-A FORWARD -s 10.0.0.0/30
-A FORWARD -s 10.0.0.1/255.0.0.255
-A FORWARD -d 10.1.0.0/16
-A FORWARD ! -d 10.1.0.0/25
-A FORWARD -i eth0
-A FORWARD ! -i eth0
-A FORWARD -i eth+
-A FORWARD -o eth+ ! -i eth1
-A FORWARD -o e+
-A FORWARD ! -o eth+
-A FORWARD -o eth
-A FORWARD -i eth00+
-A FORWARD -p 17
-A FORWARD ! -p udp
-A FORWARD -p 6 -s 10.9.0.1/255.0.255.255 -i eth0 -o eth1
COMMIT
R
