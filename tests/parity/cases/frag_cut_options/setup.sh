# Of the options only those that must be are copied.
