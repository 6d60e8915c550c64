# A router remembers who solicits and who advertises, and takes nothing from them.
