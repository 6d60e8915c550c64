# iprange: source, destination, both, inverted, a range of one.
iptables-legacy-restore <<R
*filter
-A FORWARD -m iprange --src-range 10.0.0.1-10.0.0.9
-A FORWARD -m iprange ! --src-range 10.0.0.1-10.0.0.9
-A FORWARD -m iprange --dst-range 10.1.0.1-10.1.0.1
-A FORWARD -m iprange --src-range 10.0.0.2-10.0.1.0 --dst-range 10.1.0.0-10.1.0.255
-A FORWARD -m iprange ! --dst-range 9.0.0.0-10.0.255.255
-A FORWARD -m iprange --src-range 128.0.0.0-255.255.255.255
COMMIT
R
