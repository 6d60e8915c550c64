# Quotes that are too short or no IP header teach nothing.
