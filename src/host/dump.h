/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a namespace's state looks like afterwards, by the tools' own words. */
#ifndef QUINTET_HOST_DUMP_H
#define QUINTET_HOST_DUMP_H

#include "host/lab.h"

/**
 * dump_state() - write the files iptables and snmp into the folder @out; empty ones are left out
 * @log: where the tools' complaints go
 *
 * => 0 or a negative errno: -ECANCELED: a tool failed.
 */
int __must_check dump_state(struct lab *lab, const char *out, int log);

/**
 * dump_rules() - all tables of iptables as iptables-save prints them with counters, without its
 * comments, sorted by table
 * @text: receives a string, to be freed; "" when no table exists
 */
int __must_check dump_rules(struct lab *lab, int log, char **text);

#endif
