# About packets of tunnels and protocols that are not there.
