#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs ip_commands.txt and shows each command, what it said, and its exit code.
export LC_ALL=C
while IFS= read -r line; do
	case $line in
	'' | '#'*) continue ;;
	'! '*)
		echo "\$ ${line#! }"
		sh -c "${line#! }" 2>&1
		;;
	*)
		echo "\$ ip $line"
		# shellcheck disable=SC2086
		set -f -- $line
		ip "$@" 2>&1
		;;
	esac
	echo "=> $?"
done <"$(dirname "$0")/ip_commands.txt"
