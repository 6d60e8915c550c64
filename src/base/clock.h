/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Time as the engine knows it: it is told, it never asks.
 *
 * @mono_ns is what timers and jiffies follow; @real_ns is the wall clock of packet stamps and
 * `-m time`.  Jiffies count 4 ms (HZ 250) as the reference kernel's do, and start like there five
 * minutes before their 32-bit wrap.
 */
#ifndef QUINTET_BASE_CLOCK_H
#define QUINTET_BASE_CLOCK_H

#include "base/types.h"

#define HZ		250
#define NSEC_PER_SEC	1000000000ull
#define JIFFY_NS	(NSEC_PER_SEC / HZ)
#define INITIAL_JIFFIES ((u64)(u32)(-300 * HZ))

struct net_clock {
	u64 mono_ns;
	u64 real_ns;
	u64 jiffies;
	u64 start_ns; /* mono_ns when jiffies was INITIAL_JIFFIES */
};

static inline void net_clock_init(struct net_clock *c, u64 mono_ns, u64 real_ns)
{
	c->mono_ns = mono_ns;
	c->real_ns = real_ns;
	c->start_ns = 0;
	c->jiffies = INITIAL_JIFFIES + mono_ns / JIFFY_NS;
}

/* Time never goes back: an earlier @mono_ns leaves the clock as it is. */
static inline void net_clock_advance(struct net_clock *c, u64 mono_ns)
{
	if (mono_ns <= c->mono_ns)
		return;
	c->real_ns += mono_ns - c->mono_ns;
	c->mono_ns = mono_ns;
	c->jiffies = INITIAL_JIFFIES + (mono_ns - c->start_ns) / JIFFY_NS;
}

static inline u64 msecs_to_jiffies(u64 ms)
{
	return (ms * HZ + 999) / 1000;
}

static inline u64 jiffies_to_msecs(u64 j)
{
	return j * 1000 / HZ;
}

#define time_after(a, b)     ((s64)((b) - (a)) < 0)
#define time_before(a, b)    time_after(b, a)
#define time_after_eq(a, b)  ((s64)((a) - (b)) >= 0)
#define time_before_eq(a, b) time_after_eq(b, a)

#endif
