# Fragments end at words of eight.
