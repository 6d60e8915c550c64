# A station that moves is followed.
