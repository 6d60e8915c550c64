# tcp: --tcp-option finds an option, also behind others; a bad length ends the search.
iptables-legacy-restore <<R
*filter
-A FORWARD -p tcp --tcp-option 2
-A FORWARD -p tcp ! --tcp-option 2
-A FORWARD -p tcp --tcp-option 8
-A FORWARD -p tcp --tcp-option 1
COMMIT
R
