/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The one registration list: what an engine consists of. */
#ifndef QUINTET_ASSEMBLY_MODULES_H
#define QUINTET_ASSEMBLY_MODULES_H

#include "net/net.h"

struct xt_match;
struct xt_target;

/**
 * struct net_module - a part of the engine that keeps state in a namespace
 * @init: => 0 or a negative errno; called in the order of the list
 * @exit: called in the reverse order; may be NULL
 */
struct net_module {
	const char *name;
	int (*init)(struct net *net);
	void (*exit)(struct net *net);
};

extern const struct net_module net_modules[];
extern const unsigned int net_modules_count;

#endif
