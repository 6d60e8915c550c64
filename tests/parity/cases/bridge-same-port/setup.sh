# Stations behind one port need no bridge.
