# The smaller metric wins; the next takes over when it goes.
