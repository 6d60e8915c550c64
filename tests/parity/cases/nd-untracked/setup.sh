# accept_untracked_na 1: a router learns of those who make themselves known.
echo 1 >/proc/sys/net/ipv6/conf/eth1/accept_untracked_na
