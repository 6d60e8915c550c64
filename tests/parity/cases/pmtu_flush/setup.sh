# ip route flush cache.
