# A route whose MTU is locked learns nothing.
