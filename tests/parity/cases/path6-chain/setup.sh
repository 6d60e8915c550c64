# Destination options, routing header used up, options again, then UDP.
