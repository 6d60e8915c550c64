ip route get 172.16.6.19 >"$OUT/get22" 2>&1 || :
