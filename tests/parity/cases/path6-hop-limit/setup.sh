# 2 passes, 1 and 0 are answered.
