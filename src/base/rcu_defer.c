// SPDX-License-Identifier: GPL-2.0-or-later
/* Batched freeing after a grace period; see rcu_defer.h. */
#include "base/rcu_defer.h"

#include <stdlib.h>

void rcu_defer_flush(struct rcu_defer *d)
{
	struct rcu_deferred *item = d->item;
	u32 n = d->count;

	if (!n || rcu_read_ongoing())
		return;
	/* Callbacks may defer again: they find an empty list. */
	*d = (struct rcu_defer){0};
	rcu_wait();
	for (u32 i = 0; i < n; i++)
		item[i].fn(item[i].p);
	free(item);
}

void rcu_defer(struct rcu_defer *d, void (*fn)(void *), void *p)
{
	if (d->count >= RCU_DEFER_BATCH)
		rcu_defer_flush(d);
	if (d->count == d->room) {
		u32 room = d->room ? d->room * 2 : 64;
		void *item = realloc(d->item, room * sizeof(*d->item));

		if (!item) {
			rcu_wait();
			fn(p);
			return;
		}
		d->item = item;
		d->room = room;
	}
	d->item[d->count++] = (struct rcu_deferred){fn, p};
}

void rcu_defer_destroy(struct rcu_defer *d)
{
	while (d->count)
		rcu_defer_flush(d);
	free(d->item);
	*d = (struct rcu_defer){0};
}
