# Sent from here: to a neighbour, to ourselves, without a route.
