# The hop limit of the route, of the device.
