# What is passed on does not know of it.
