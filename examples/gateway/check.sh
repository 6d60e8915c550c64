#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The replay of README.md gives what it gave: exit status 1 (some are dropped) and summary.txt.
#	check.sh QUINTET
quintet=$(realpath "$1") && cd "$(dirname "$0")" || exit 2
out=$("$quintet" replay --rules rules.v4 --in eth0=lan.pcap)
rc=$?
[ $rc -eq 1 ] || {
	echo "exit status $rc"
	exit 1
}
printf '%s\n' "$out" | diff summary.txt -
