# About a datagram of ours that no socket sent.
