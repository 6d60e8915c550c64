// SPDX-License-Identifier: GPL-2.0-or-later
/* The table of mandatory access control, behind filter. */
#include "xtables/family/ip_tables.h"

const struct xt_table_template iptable_security = {
	.family = &ip_tables_family,
	.name = "security",
	.valid_hooks = 1u << NF_INET_LOCAL_IN | 1u << NF_INET_FORWARD | 1u << NF_INET_LOCAL_OUT,
	.priority = NF_IP_PRI_SECURITY,
	.hook = xt_do_table,
	.initial = ipt_initial,
};
