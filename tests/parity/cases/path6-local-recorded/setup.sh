# What is for us is recorded, headers and all.
