# A reset to this host has its checksum left open, as nobody computes one for the loopback; one with no way back is counted all the same.
iptables-legacy-restore <<R
*filter
-A OUTPUT -p tcp --dport 9 -j REJECT --reject-with tcp-reset
COMMIT
R
