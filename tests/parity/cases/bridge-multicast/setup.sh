# A group nobody asked for goes to all and to us.
