# Hop-by-hop options that are not first.
