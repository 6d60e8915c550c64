# drop_gratuitous_arp: announcements are not heard.
echo 1 >/proc/sys/net/ipv4/conf/eth0/arp_accept
echo 1 >/proc/sys/net/ipv4/conf/eth0/drop_gratuitous_arp
