# A next header that nobody has; none; and SCTP.
