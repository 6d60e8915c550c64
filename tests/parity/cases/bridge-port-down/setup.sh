# A port that is down takes and gives nothing, and what was behind it is forgotten.
