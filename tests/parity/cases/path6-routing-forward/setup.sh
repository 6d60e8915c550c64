# Routing headers of packets that are passed on.
