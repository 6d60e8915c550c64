# Errors are quoted to fit the path.
