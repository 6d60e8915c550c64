# A vlan device that is down takes its frames and drops them.
