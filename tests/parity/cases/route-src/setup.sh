# The route's src is what a local sender without an address gets.
ip route show >"$OUT/routes"; ip route get 172.16.0.1 >"$OUT/get"; ip route get 10.1.0.1 >>"$OUT/get"
