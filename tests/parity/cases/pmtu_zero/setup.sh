# An MTU of 0 is less than min_pmtu, too.
