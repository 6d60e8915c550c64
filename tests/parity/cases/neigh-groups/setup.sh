# Groups and broadcasts have addresses that nobody need be asked for.
