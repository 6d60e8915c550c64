# restore -n adds to what is there; without it the table's content goes, other tables stay.
iptables-legacy-restore <<R
*filter
:old - [0:0]
-A FORWARD -p udp -j old
-A old -p udp
COMMIT
*mangle
-A FORWARD
COMMIT
R
