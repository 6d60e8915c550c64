# What exceeds the way's MTU is answered with it; an error quotes 1280 bytes at the most.
