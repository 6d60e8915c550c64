# 01:80:c2:00:00:0e, with STP off.
