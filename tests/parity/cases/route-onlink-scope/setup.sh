# A gateway may be on link by word; a route without gateway asks for the destination itself.
ip route show >"$OUT/routes"
