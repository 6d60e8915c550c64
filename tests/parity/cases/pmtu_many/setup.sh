# Each destination has its own.
