# eth0 joined with a bridge through a pair.
