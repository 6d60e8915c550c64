# Tag 0 says a priority only: the frame is the lower device's.
