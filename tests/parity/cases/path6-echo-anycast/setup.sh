# Echo to the subnet routers' anycast address.
