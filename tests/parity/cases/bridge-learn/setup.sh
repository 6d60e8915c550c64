# Who has sent is known: the answer goes to one port only.
