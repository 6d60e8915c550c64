/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the families of tables have in common. */
#ifndef QUINTET_XTABLES_FAMILY_INTERNAL_H
#define QUINTET_XTABLES_FAMILY_INTERNAL_H

#include "xtables/xt_table.h"

/** xt_iface_fits() - the device's name (none: empty) under a mask; explains a mismatch */
bool xt_iface_fits(const struct xt_action_param *par, const char *field,
		   const struct net_device *dev, const char *want, const unsigned char *mask,
		   bool inv);

/** xt_family_init() - register a family's built-in targets and its tables; => -ENOMEM */
int __must_check xt_family_init(struct net *net, const struct xt_family *f,
				const struct xt_table_template *const *tables, unsigned int count);

#endif
