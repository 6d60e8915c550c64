# 01:80:c2:00:00:03, with STP off.
