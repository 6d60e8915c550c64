# IPv4 and IPv6 in IPv6 without a tunnel.
