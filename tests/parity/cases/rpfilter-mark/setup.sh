# src_valid_mark: the look-up for the way back takes the packet's mark along.
iptables-legacy-restore <<R
*mangle
-A PREROUTING -p udp --dport 7 -j MARK --set-mark 7
COMMIT
R
     for i in all eth0; do echo 1 >/proc/sys/net/ipv4/conf/$i/rp_filter; done
