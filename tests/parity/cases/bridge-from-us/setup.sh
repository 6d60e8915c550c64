# What we send goes where the station is, or everywhere.
