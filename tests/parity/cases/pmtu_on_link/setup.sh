# On the link it is learnt, too.
