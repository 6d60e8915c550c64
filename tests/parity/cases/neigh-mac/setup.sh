# Another address of our own: what was learned is forgotten.
ip neigh add 10.1.0.9 lladdr 02:00:00:00:09:01 dev eth1 nud stale
