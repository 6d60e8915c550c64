ip route get 172.16.6.7 >"$OUT/get21" 2>&1 || :
