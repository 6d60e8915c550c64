/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What several matches need to explain themselves. */
#ifndef QUINTET_XTABLES_MATCH_MATCH_INTERNAL_H
#define QUINTET_XTABLES_MATCH_MATCH_INTERNAL_H

#include "xtables/match/matches.h"

/* Put in front of what a rule wants: iptables' own sign for "anything but". */
#define XT_NOT(inverted) ((inverted) ? "! " : "")

#define IP_FMT		 "%u.%u.%u.%u"
/* @a: __be32 */
#define IP_ARG(a)	 ntohl(a) >> 24, ntohl(a) >> 16 & 0xff, ntohl(a) >> 8 & 0xff, ntohl(a) & 0xff

#endif
