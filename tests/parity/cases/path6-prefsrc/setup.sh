# The route back has a source of its own: errors take it.
