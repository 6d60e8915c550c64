# IOAM and CALIPSO options that nobody is set up for.
