/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A namespace with everything in it: what hosts, tests and embedding programs make. */
#ifndef QUINTET_ASSEMBLY_NAMESPACE_H
#define QUINTET_ASSEMBLY_NAMESPACE_H

#include "net/net.h"

/**
 * namespace_create() - a network namespace as `unshare -n` gives one: lo, down, and no rule
 *
 * One shard, run by the calling thread.  => NULL without memory.
 */
struct net *namespace_create(const struct quintet_env *env);
/** namespace_destroy() - ends it with all that hangs on it; NULL is fine */
void namespace_destroy(struct net *net);

#endif
