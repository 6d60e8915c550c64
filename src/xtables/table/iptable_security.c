// SPDX-License-Identifier: GPL-2.0-or-later
/* The table of mandatory access control, behind filter. */
#include "xtables/table/table_internal.h"

const struct xt_table_template iptable_security = XT_TABLE_TEMPLATE(
	ip_tables_family, "security", XT_IN_FORWARD_OUT, NF_IP_PRI_SECURITY, xt_do_table);
const struct xt_table_template ip6table_security = XT_TABLE_TEMPLATE(
	ip6_tables_family, "security", XT_IN_FORWARD_OUT, NF_IP6_PRI_SECURITY, xt_do_table);
