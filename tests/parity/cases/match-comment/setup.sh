# comment: always true, and comes back from -save as it was written.
iptables-legacy -A FORWARD -m comment --comment word
iptables-legacy -A FORWARD -m comment --comment "two words and a \"quote\""
iptables-legacy -A FORWARD -m comment --comment 'back\slash $dollar' -j DROP
