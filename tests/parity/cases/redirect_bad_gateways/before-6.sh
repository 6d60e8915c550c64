ip route get 172.16.5.5 >"$OUT/get6" 2>&1 || :
