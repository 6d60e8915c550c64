/* SPDX-License-Identifier: GPL-2.0-or-later */
/* IPv6 tables: what struct ip6t_entry adds to xt_table.h. */
#ifndef QUINTET_XTABLES_FAMILY_IP6_TABLES_H
#define QUINTET_XTABLES_FAMILY_IP6_TABLES_H

#include "xtables/xt_table.h"

#include <linux/netfilter_ipv6.h>
#include <linux/netfilter_ipv6/ip6_tables.h>

extern const struct xt_family ip6_tables_family;

/** ip6_tables_net_init() - built-in targets, and the templates of the four tables; => -ENOMEM */
int __must_check ip6_tables_net_init(struct net *net);

extern const struct xt_table_template ip6table_filter, ip6table_mangle, ip6table_raw,
	ip6table_security;

#endif
