# Jumbo options that lie.
