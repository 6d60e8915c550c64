ip route get 10.0.0.1 >"$OUT/get2" 2>&1 || :
