// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The timer wheel; see timer.h.
 *
 * A timer due in d jiffies stands in the level whose slots are as wide as d's highest byte; when
 * the hand of a lower level comes round, the next slot of the level above is dealt out again
 * (cascaded).  Slots keep their timers sorted by (expires, seq) only when they are run: a slot of
 * level 0 holds one jiffy, so sorting by seq there gives the kernel's order: armed last, run first.
 */
#include "base/timer.h"

static void wheel_add(struct timer_base *b, struct timer_list *t)
{
	u64 delta = t->expires - b->now;
	unsigned int level = 0;

	while (level < TIMER_LEVELS - 1 && delta >> (TIMER_BITS * (level + 1)))
		level++;
	cds_list_add_tail(&t->entry,
			  &b->slot[level][(t->expires >> (TIMER_BITS * level)) % TIMER_SLOTS]);
}

void timer_base_init(struct timer_base *b, u64 jiffies)
{
	*b = (struct timer_base){.now = jiffies};
	for (unsigned int l = 0; l < TIMER_LEVELS; l++)
		for (unsigned int s = 0; s < TIMER_SLOTS; s++)
			CDS_INIT_LIST_HEAD(&b->slot[l][s]);
}

void timer_setup(struct timer_list *t, void (*function)(struct timer_list *))
{
	*t = (struct timer_list){.function = function};
	CDS_INIT_LIST_HEAD(&t->entry);
}

bool mod_timer(struct timer_base *b, struct timer_list *t, u64 expires)
{
	bool was = del_timer(b, t);
	u64 last = b->now + (1ull << (TIMER_BITS * TIMER_LEVELS)) - 1;

	if ((s64)(expires - b->now) <= 0)
		expires = b->now + 1;
	t->expires = expires > last ? last : expires;
	t->seq = b->seq++;
	t->pending = true;
	b->armed++;
	wheel_add(b, t);
	return was;
}

/* Levels of 64 slots; a timer stands in the lowest whose reach of 63 slots covers its distance. */
u64 timer_round(u64 now, u64 expires)
{
	unsigned int shift = 0;

	while (shift < 24 && expires - now >= 63ull << shift)
		shift += 3;
	return ((expires >> shift) + 1) << shift;
}

bool del_timer(struct timer_base *b, struct timer_list *t)
{
	if (!t->pending)
		return false;
	cds_list_del(&t->entry);
	t->pending = false;
	b->armed--;
	return true;
}

/* The hand of @level has come to a slot: deal its timers out to the levels below. */
static void cascade(struct timer_base *b, unsigned int level)
{
	struct cds_list_head *slot =
		&b->slot[level][(b->now >> (TIMER_BITS * level)) % TIMER_SLOTS];
	struct timer_list *t, *next;
	CDS_LIST_HEAD(todo);

	cds_list_splice(slot, &todo);
	CDS_INIT_LIST_HEAD(slot);
	cds_list_for_each_entry_safe (t, next, &todo, entry)
		wheel_add(b, t);
}

/* The latest armed of a slot, which holds one jiffy's timers. */
static struct timer_list *slot_first(struct cds_list_head *slot)
{
	struct timer_list *t, *first = NULL;

	cds_list_for_each_entry (t, slot, entry)
		if (!first || t->seq > first->seq)
			first = t;
	return first;
}

static unsigned int run_jiffy(struct timer_base *b)
{
	struct cds_list_head *slot = &b->slot[0][b->now % TIMER_SLOTS];
	struct timer_list *t;
	unsigned int ran = 0;

	/* A callback that arms a timer cannot put it here: the earliest is the next jiffy. */
	while ((t = slot_first(slot))) {
		del_timer(b, t);
		t->function(t);
		ran++;
	}
	return ran;
}

unsigned int timer_advance(struct timer_base *b, u64 jiffies, void (*tick)(void *, u64), void *ctx)
{
	unsigned int ran = 0;

	while (b->now < jiffies) {
		if (!b->armed) {
			b->now = jiffies;
			break;
		}
		b->now++;
		for (unsigned int l = 1; l < TIMER_LEVELS; l++) {
			if (b->now % (1ull << (TIMER_BITS * l)))
				break;
			cascade(b, l);
		}
		if (tick && !cds_list_empty(&b->slot[0][b->now % TIMER_SLOTS]))
			tick(ctx, b->now);
		ran += run_jiffy(b);
	}
	return ran;
}

u64 timer_next(const struct timer_base *b)
{
	u64 best = UINT64_MAX;

	if (!b->armed)
		return best;
	for (unsigned int l = 0; l < TIMER_LEVELS; l++)
		for (unsigned int s = 0; s < TIMER_SLOTS; s++) {
			struct timer_list *t;

			cds_list_for_each_entry (t, &b->slot[l][s], entry)
				if (t->expires < best)
					best = t->expires;
		}
	return best;
}
