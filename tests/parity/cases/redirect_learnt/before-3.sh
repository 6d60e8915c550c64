ip route get 172.16.5.5 >"$OUT/get3" 2>&1 || :
