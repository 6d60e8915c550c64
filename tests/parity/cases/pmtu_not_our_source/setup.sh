# About a packet with a source that is not ours.
