# Too big for the device.
