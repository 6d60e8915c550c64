iptables-legacy-save -c | sed "s/-p udp -j ACCEPT/-p udp -j DROP/" | iptables-legacy-restore -c
