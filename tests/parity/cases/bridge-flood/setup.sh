# A station that nobody knows is looked for behind every other port.
