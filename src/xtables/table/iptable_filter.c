// SPDX-License-Identifier: GPL-2.0-or-later
/* The table that decides who may pass. */
#include "xtables/family/ip_tables.h"

const struct xt_table_template iptable_filter = {
	.family = &ip_tables_family,
	.name = "filter",
	.valid_hooks = 1u << NF_INET_LOCAL_IN | 1u << NF_INET_FORWARD | 1u << NF_INET_LOCAL_OUT,
	.priority = NF_IP_PRI_FILTER,
	.hook = xt_do_table,
	.initial = ipt_initial,
};
