# Only about answers of ours: not about requests, or TCP without a socket.
