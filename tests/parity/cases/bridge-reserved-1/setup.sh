# 01:80:c2:00:00:01, with STP off.
