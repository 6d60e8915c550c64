# unreachable, prohibit and blackhole routes.
