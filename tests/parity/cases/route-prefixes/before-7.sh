ip route del 172.16.2.128/32
ip route del 172.16.2.0/24
