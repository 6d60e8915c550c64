# multiport: sources, destinations, either, ranges, all inverted, 15 ports, each protocol with ports.
iptables-legacy-restore <<R
*filter
-A FORWARD -p tcp -m multiport --dports 80,443,8000:8010
-A FORWARD -p tcp -m multiport ! --dports 80,443
-A FORWARD -p udp -m multiport --sports 1000,1002
-A FORWARD -p udp -m multiport ! --sports 1000:1002
-A FORWARD -p tcp -m multiport --ports 2000,80
-A FORWARD -p tcp -m multiport ! --ports 2000:2002
-A FORWARD -p sctp -m multiport --dports 80
-A FORWARD -p dccp -m multiport --dports 80
-A FORWARD -p udplite -m multiport --dports 53
-A FORWARD -p tcp -m multiport --dports 1,2,3,4,5,6,7,8,9,10,11,12,13,14,80
COMMIT
R
