# A rule by source address.
