# Tags pass a bridge that does not look at them.
