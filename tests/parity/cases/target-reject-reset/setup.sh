# REJECT with tcp-reset: sequence numbers by the flags of what came; none for a reset, for a later fragment, for a broken checksum or a cut header.
iptables-legacy-restore <<R
*filter
-A FORWARD -p tcp -j REJECT --reject-with tcp-reset
-A INPUT -p tcp -j REJECT --reject-with tcp-reset
-A OUTPUT -p tcp --dport 9 -j REJECT --reject-with tcp-reset
COMMIT
R
