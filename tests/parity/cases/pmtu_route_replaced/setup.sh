# A route that goes takes what it learnt along.
