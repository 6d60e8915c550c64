for n in 4 41 47 50 51 108 132 136 200; do ip route get 172.16.6.$n >"$OUT/get$n" 2>&1 || :; done
