# No way back to the source: no error.
