# A route's MTU counts, too.
