# A route's MTU that is not locked is lowered.
