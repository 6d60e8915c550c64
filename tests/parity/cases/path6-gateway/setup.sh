# By a gateway, and by a link-local one.
