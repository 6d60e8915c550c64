# No error about an error or an unknown error type; one about information.
