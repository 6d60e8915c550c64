# unres_qlen_bytes 0: one packet waits, as always.
echo 0 >/proc/sys/net/ipv4/neigh/eth1/unres_qlen_bytes
