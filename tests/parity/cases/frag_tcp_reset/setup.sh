# A SYN with data in two fragments is reset; its header lies in both.
