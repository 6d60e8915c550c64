# Groups nobody has joined, and MLD messages to them.
