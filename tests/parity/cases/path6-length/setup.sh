# A payload length that is too long, too short (what follows is cut off), and zero.
