# drop_unsolicited_na: only answers count.
echo 1 >/proc/sys/net/ipv6/conf/eth1/drop_unsolicited_na
ip neigh add 2001:db8:1::9 lladdr 02:00:00:00:01:02 dev eth1 nud stale
