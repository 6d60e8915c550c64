# With forwarding off nothing passes.
