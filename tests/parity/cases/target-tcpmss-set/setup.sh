# TCPMSS --set-mss: lowers the option, adds one where none is, leaves what is not a SYN.
iptables-legacy-restore <<R
*mangle
-A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss 1000
COMMIT
R
