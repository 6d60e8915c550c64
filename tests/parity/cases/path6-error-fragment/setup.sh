# Errors about fragments.
