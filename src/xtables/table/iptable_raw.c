// SPDX-License-Identifier: GPL-2.0-or-later
/* The table before connection tracking. */
#include "xtables/family/ip_tables.h"

const struct xt_table_template iptable_raw = {
	.family = &ip_tables_family,
	.name = "raw",
	.valid_hooks = 1u << NF_INET_PRE_ROUTING | 1u << NF_INET_LOCAL_OUT,
	.priority = NF_IP_PRI_RAW,
	.hook = xt_do_table,
	.initial = ipt_initial,
};
