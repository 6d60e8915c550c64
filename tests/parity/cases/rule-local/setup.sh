# Rules by iif lo and by oif are for what we send ourselves.
ip rule show >"$OUT/rules"
