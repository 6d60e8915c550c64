ip route del 172.16.0.0/16
