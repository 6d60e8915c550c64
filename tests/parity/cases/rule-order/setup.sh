# Rules of one priority stand in the order of adding; goto is followed; a deleted rule is gone.
ip rule show >"$OUT/rules"
