/* SPDX-License-Identifier: GPL-2.0-or-later */
/* IPv4 tables: what struct ipt_entry adds to xt_table.h. */
#ifndef QUINTET_XTABLES_FAMILY_IP_TABLES_H
#define QUINTET_XTABLES_FAMILY_IP_TABLES_H

#include "xtables/xt_table.h"

extern const struct xt_family ip_tables_family;

/** ip_tables_net_init() - built-in targets, and the templates of the four tables; => -ENOMEM */
int __must_check ip_tables_net_init(struct net *net);

extern const struct xt_table_template iptable_filter, iptable_mangle, iptable_raw, iptable_security;

#endif
