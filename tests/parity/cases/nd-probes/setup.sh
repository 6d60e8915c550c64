# A probe for an address of ours is answered to all nodes; one to a wrong group, or with an address, is not.
