/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Things that readers may still hold: put aside, and freed together after one grace period.
 *
 * The engine has no call_rcu thread.  Waiting for readers after each of a million route changes
 * would take minutes; so what was unpublished is collected and a full batch waits once.  Owner's
 * thread; may be called inside a read section (the batch then only grows).
 */
#ifndef QUINTET_BASE_RCU_DEFER_H
#define QUINTET_BASE_RCU_DEFER_H

#include "base/rcu.h"
#include "base/types.h"

#define RCU_DEFER_BATCH 1024u

struct rcu_deferred {
	void (*fn)(void *p);
	void *p;
};

/** struct rcu_defer - zero-initialised is empty */
struct rcu_defer {
	struct rcu_deferred *item; /* owned, [room] */
	u32 count, room;
};

/** rcu_defer() - call @fn(@p) when no reader can see @p any more; without memory it waits at once,
 * which needs that the caller is in no read section */
void rcu_defer(struct rcu_defer *d, void (*fn)(void *), void *p);
/** rcu_defer_flush() - wait and call them all; does nothing inside a read section */
void rcu_defer_flush(struct rcu_defer *d);
/** rcu_defer_destroy() - flush, then free the list; outside of read sections */
void rcu_defer_destroy(struct rcu_defer *d);

#endif
