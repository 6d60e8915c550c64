# Each neighbour has its own queue and its own questions.
