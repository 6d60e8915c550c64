# An unknown destination option with the action 0.
