# TCPMSS --clamp-mss-to-pmtu: by the smaller of the way out and the way back.
iptables-legacy-restore <<R
*filter
-A FORWARD -p tcp --syn -j TCPMSS --clamp-mss-to-pmtu
COMMIT
*mangle
-A POSTROUTING -p tcp --syn -d 10.1.0.1 --dport 81 -j TCPMSS --clamp-mss-to-pmtu
COMMIT
R
