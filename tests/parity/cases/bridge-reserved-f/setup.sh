# 01:80:c2:00:00:0f, with STP off.
