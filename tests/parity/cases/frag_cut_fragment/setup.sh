# A fragment is cut into smaller ones.
