/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every target with a name of its own, by the file that it stands in; standard and ERROR belong to
 * the tables.
 *
 * Each array holds a file's revisions and families and ends with an entry that has no name.
 * assembly/modules.c registers them with a namespace.
 */
#ifndef QUINTET_XTABLES_TARGET_TARGETS_H
#define QUINTET_XTABLES_TARGET_TARGETS_H

#include "xtables/x_tables.h"

extern const struct xt_target ip6t_REJECT_tg[];
extern const struct xt_target ipt_REJECT_tg[];
extern const struct xt_target xt_DSCP_tg[]; /* DSCP, TOS */
extern const struct xt_target xt_HL_tg[]; /* TTL, HL */
extern const struct xt_target xt_LOG_tg[];
extern const struct xt_target xt_MARK_tg[];
extern const struct xt_target xt_TCPMSS_tg[];
extern const struct xt_target xt_TRACE_tg[];

#endif
