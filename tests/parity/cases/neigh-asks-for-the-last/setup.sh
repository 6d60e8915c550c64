# A question that is repeated names the source of the packet that came last.
