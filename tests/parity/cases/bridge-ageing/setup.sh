# A station that is silent for ageing_time is forgotten.
