# No route: answered.
