# The egress map makes the tag's priority from the packet's.
