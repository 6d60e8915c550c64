# 802.1ad has numbers of its own.
