# 01:80:c2:00:00:02, with STP off.
