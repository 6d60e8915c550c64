# A rule by the device it comes in by, and a table of its own.
