/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tables that both families have: each file makes its own two of a row. */
#ifndef QUINTET_XTABLES_TABLE_INTERNAL_H
#define QUINTET_XTABLES_TABLE_INTERNAL_H

#include "xtables/family/ip6_tables.h"
#include "xtables/family/ip_tables.h"

#define XT_TABLE_TEMPLATE(family_, name_, hooks_, priority_, hook_)             \
	{                                                                       \
		.family = &(family_), .name = (name_), .valid_hooks = (hooks_), \
		.priority = (priority_), .hook = (hook_),                       \
	}
#define XT_IN_FORWARD_OUT (1u << NF_INET_LOCAL_IN | 1u << NF_INET_FORWARD | 1u << NF_INET_LOCAL_OUT)

#endif
