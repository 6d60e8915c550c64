# SPDX-License-Identifier: GPL-2.0-or-later
# Write the state that a case leaves into $OUT, with the ordinary tools. A facility that no script
# of the case names is skipped: looking at it would load it. Tables come in the order of their
# names, whatever the order of loading; an empty file is no file.
scripts=$(cat ./*.sh)
uses() { case $scripts in *"$1"*) ;; *) false ;; esac; }
busy() { read -r line <"$1"; } 2>/dev/null

tables() {	# COMMAND: each table's rules and counters, without the comments that carry the time
	"$1" -c | awk '
		/^#/ { next }
		/^\*/ { name = $0; names[++n] = name }
		{ text[name] = text[name] $0 "\n" }
		END {
			for (i = 2; i <= n; i++)
				for (j = i; j > 1 && names[j] < names[j - 1]; j--) {
					t = names[j]; names[j] = names[j - 1]; names[j - 1] = t
				}
			for (i = 1; i <= n; i++)
				printf "%s", text[names[i]]
		}'
}

busy /proc/net/ip_tables_names && tables iptables-legacy-save >"$OUT/iptables"
busy /proc/net/ip6_tables_names && tables ip6tables-legacy-save >"$OUT/ip6tables"
if busy /proc/net/arp_tables_names; then
	for t in $(sort /proc/net/arp_tables_names); do
		arptables-legacy -t "$t" -L -n -v
	done >"$OUT/arptables"
fi
if uses ebtables; then
	for t in filter nat broute; do
		ebtables-legacy -t $t -L --Lc --Lmac2
	done >"$OUT/ebtables"
fi
uses 'ipset ' && ipset -s list >"$OUT/ipset"
busy /proc/net/nf_conntrack && sort /proc/net/nf_conntrack >"$OUT/conntrack"
busy /proc/net/nf_conntrack_expect && sort /proc/net/nf_conntrack_expect >"$OUT/expect"
if uses ipvsadm; then
	ipvsadm -Ln >"$OUT/ipvs"
	ipvsadm -Lnc | sort >"$OUT/ipvs-conns"
	sleep 4		# the estimator publishes the counters every 2 s
	ipvsadm -Ln --stats --exact >"$OUT/ipvs-stats"
fi
cat /proc/net/snmp /proc/net/netstat >"$OUT/snmp"
for f in "$OUT"/*; do [ -s "$f" ] || rm "$f"; done
