# An answer that is not addressed to us only makes it stale; one about somebody unknown is nothing.
