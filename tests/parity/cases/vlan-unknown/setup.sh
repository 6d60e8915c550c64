# A tag without a device is for nobody, though the address is ours.
