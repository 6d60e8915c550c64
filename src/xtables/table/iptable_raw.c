// SPDX-License-Identifier: GPL-2.0-or-later
/* The table before connection tracking. */
#include "xtables/table/table_internal.h"

#define HOOKS (1u << NF_INET_PRE_ROUTING | 1u << NF_INET_LOCAL_OUT)

const struct xt_table_template iptable_raw =
	XT_TABLE_TEMPLATE(ip_tables_family, "raw", HOOKS, NF_IP_PRI_RAW, xt_do_table);
const struct xt_table_template ip6table_raw =
	XT_TABLE_TEMPLATE(ip6_tables_family, "raw", HOOKS, NF_IP6_PRI_RAW, xt_do_table);
