# It never grows.
