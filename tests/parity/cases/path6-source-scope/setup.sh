# A link-local source does not leave its link; unspecified, group and loopback sources leave nothing.
