# An unknown hop-by-hop option with the action 3.
