# ip rule by source, destination, port of arrival and TOS; priorities decide; unreachable, and a table without an answer goes on.
ip rule show >"$OUT/rules"
