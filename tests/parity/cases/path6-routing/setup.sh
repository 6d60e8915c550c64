# Routing headers of type 0, 2, 3, 4 and 99 with a hop to go.
