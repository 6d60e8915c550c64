# A route of type local takes a whole prefix as ours; a broadcast route is for broadcasts.
