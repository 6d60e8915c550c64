# A broadcast goes to all and to us.
