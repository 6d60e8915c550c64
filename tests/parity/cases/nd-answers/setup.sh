# Who asks for an address of ours is answered; for another's he is not; who asks is remembered.
