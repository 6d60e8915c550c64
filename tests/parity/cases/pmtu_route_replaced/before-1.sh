ip route get 172.16.5.5 >"$OUT/get1" 2>&1 || :
