# A UDP length beyond the packet, below its header, zero, and shorter than the packet.
