# LOG with each of its options goes on to the next rule; its text appears nowhere.
iptables-legacy -A FORWARD -j LOG
iptables-legacy -A FORWARD -j LOG --log-prefix "a prefix: " --log-level debug
iptables-legacy -A FORWARD -p tcp -j LOG --log-tcp-sequence --log-tcp-options --log-level 3
iptables-legacy -A FORWARD -j LOG --log-ip-options --log-uid --log-macdecode --log-level alert
iptables-legacy -A OUTPUT -j LOG --log-uid
iptables-legacy -A FORWARD -p udp -j DROP
