# Each hook counts what comes by.
for c in PREROUTING INPUT FORWARD OUTPUT POSTROUTING; do ip6tables-legacy -t mangle -A $c; done
