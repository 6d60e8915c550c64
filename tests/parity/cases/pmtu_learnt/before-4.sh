ip route get 172.16.5.5 >"$OUT/get4" 2>&1 || :
