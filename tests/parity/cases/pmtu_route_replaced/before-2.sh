ip route replace 172.16.0.0/16 via 10.0.0.1 metric 0 proto static
ip route get 172.16.5.5 >"$OUT/get2" 2>&1 || :
