# Hop limit, code, checksum, options, length: what is not right is not heard.
