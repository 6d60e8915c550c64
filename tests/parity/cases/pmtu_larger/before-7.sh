ip route get 172.16.5.5 >"$OUT/get7" 2>&1 || :
