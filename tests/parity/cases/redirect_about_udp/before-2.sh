ip route get 172.16.5.5 >"$OUT/get2" 2>&1 || :
