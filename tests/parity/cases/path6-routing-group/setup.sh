# A routing header to a group, and one that is cut.
