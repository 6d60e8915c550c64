iptables-legacy -Z INPUT
