# A priority tag before a tag that has a device.
