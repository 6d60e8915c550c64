# restore -c and --set-counters begin where they are told; counting goes on from there.
iptables-legacy-restore -c <<R
*filter
:INPUT ACCEPT [1:2]
:FORWARD DROP [18446744073709551615:3]
:OUTPUT ACCEPT [0:0]
:u - [0:0]
[7:700] -A FORWARD -p udp -j u
[4294967295:18446744073709551600] -A u -p udp
-A u -p udp --dport 53 -j ACCEPT
COMMIT
R
iptables-legacy -A FORWARD -p tcp -c 10 1000
iptables-legacy -I FORWARD 1 --set-counters 3 4
