# TCP headers that are cut or lie.
