# 01:80:c2:00:00:00, with STP off.
