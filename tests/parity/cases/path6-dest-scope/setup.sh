# Loopback, v4-mapped, unspecified and link-local destinations.
