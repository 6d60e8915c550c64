# From a link-local source.
