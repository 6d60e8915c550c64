/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A hierarchical timer wheel, one a shard, moved when it is told the time.
 *
 * Four levels of 256 slots cover 2^32 jiffies exactly: a timer fires at its own jiffy, never
 * early, in the order of expiry and, within a jiffy, the last armed first, as the
 * kernel's wheel does.  Arming and deleting are O(1).
 * Not thread safe: a wheel belongs to the thread that runs its shard.
 */
#ifndef QUINTET_BASE_TIMER_H
#define QUINTET_BASE_TIMER_H

#include "base/types.h"
#include <urcu/list.h>

#define TIMER_BITS   8
#define TIMER_SLOTS  (1u << TIMER_BITS)
#define TIMER_LEVELS 4

/**
 * struct timer_list - a timer; embed it in what it belongs to
 * @expires: the jiffy at which @function is called
 * @function: called with the timer disarmed; may arm it again or free what it stands in
 */
struct timer_list {
	struct cds_list_head entry;
	u64 expires;
	u64 seq;
	void (*function)(struct timer_list *t);
	bool pending;
};

struct timer_base {
	u64 now; /* the next jiffy to be run is now + 1 */
	u64 seq; /* gives the order within a jiffy */
	u64 armed; /* number of pending timers */
	struct cds_list_head slot[TIMER_LEVELS][TIMER_SLOTS];
};

void timer_base_init(struct timer_base *b, u64 jiffies);
void timer_setup(struct timer_list *t, void (*function)(struct timer_list *));
static inline bool timer_pending(const struct timer_list *t)
{
	return t->pending;
}
/** mod_timer() - arm or move; an expiry in the past fires at the next jiffy; => was it pending? */
bool mod_timer(struct timer_base *b, struct timer_list *t, u64 expires);
/** del_timer() - disarm; => was it pending? */
bool del_timer(struct timer_base *b, struct timer_list *t);
/**
 * timer_round() - the jiffy at which the kernel's wheel would run a timer due at @expires
 *
 * The kernel's levels grow coarser by 8 each: a timer further away fires up to an eighth of its
 * distance late, and never at its own jiffy.  Whoever has to send when a kernel sends arms by this.
 */
u64 timer_round(u64 now, u64 expires);
/** timer_advance() - run every timer due up to and including @jiffies; => how many ran.
 * @tick, if given, is called before the timers of a jiffy run, so that the clock can follow. */
unsigned int timer_advance(struct timer_base *b, u64 jiffies, void (*tick)(void *ctx, u64 jiffies),
			   void *ctx);
/** timer_next() - a jiffy at or before the first expiry, UINT64_MAX when none is armed */
u64 timer_next(const struct timer_base *b);

#endif
