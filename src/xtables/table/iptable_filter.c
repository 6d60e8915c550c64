// SPDX-License-Identifier: GPL-2.0-or-later
/* The table that decides who may pass. */
#include "xtables/table/table_internal.h"

const struct xt_table_template iptable_filter = XT_TABLE_TEMPLATE(
	ip_tables_family, "filter", XT_IN_FORWARD_OUT, NF_IP_PRI_FILTER, xt_do_table);
const struct xt_table_template ip6table_filter = XT_TABLE_TEMPLATE(
	ip6_tables_family, "filter", XT_IN_FORWARD_OUT, NF_IP6_PRI_FILTER, xt_do_table);
