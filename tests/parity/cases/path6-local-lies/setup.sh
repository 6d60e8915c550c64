# What a raw socket may write into a header.
