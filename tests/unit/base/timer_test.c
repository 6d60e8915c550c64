// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The timer wheel beside a naive model (a list that is searched): the same timers, armed, moved and
 * deleted at random, also from within callbacks, must fire at the same jiffy in the same order.
 */
#include "base/prandom.h"
#include "base/timer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define TIMERS 64
#define START  (0xffffffffull - 70000) /* shortly before the slots of all levels wrap */

struct modelled {
	struct timer_list timer;
	struct world *world;
	u64 expires, seq;
	bool armed;
};

struct world {
	struct timer_base wheel;
	struct modelled t[TIMERS];
	struct prandom random;
	u64 seq, told;
	u64 fired;
};

static int model_next(const struct world *w)
{
	int best = -1;

	for (int i = 0; i < TIMERS; i++) {
		const struct modelled *t = &w->t[i];

		if (t->armed && (best < 0 || t->expires < w->t[best].expires ||
				 (t->expires == w->t[best].expires && t->seq > w->t[best].seq)))
			best = i;
	}
	return best;
}

static void arm(struct world *w, u32 i, u64 expires)
{
	bool was = w->t[i].armed;

	assert_int_equal(mod_timer(&w->wheel, &w->t[i].timer, expires), was);
	w->t[i].expires = expires > w->wheel.now ? expires : w->wheel.now + 1;
	w->t[i].seq = w->seq++;
	w->t[i].armed = true;
}

static void disarm(struct world *w, u32 i)
{
	assert_int_equal(del_timer(&w->wheel, &w->t[i].timer), w->t[i].armed);
	w->t[i].armed = false;
}

/* Near ones often, far ones seldom, at times the past. */
static u64 some_time(struct world *w)
{
	static const u32 spans[] = {2, 16, 255, 257, 70000, 1u << 25};
	u32 span = spans[prandom_below(&w->random, ARRAY_SIZE(spans))];

	return w->wheel.now + prandom_below(&w->random, span) -
	       (prandom_below(&w->random, 10) ? 0 : 5);
}

static void fire(struct timer_list *t)
{
	struct modelled *m = container_of(t, struct modelled, timer);
	struct world *w = m->world;
	u32 i = (u32)(m - w->t);

	assert_int_equal(model_next(w), i);
	assert_true(w->wheel.now == w->t[i].expires);
	assert_true(w->told == w->wheel.now);
	assert_false(timer_pending(t));
	w->t[i].armed = false;
	w->fired++;
	if (prandom_below(&w->random, 4) == 0)
		arm(w, i, some_time(w));
	if (prandom_below(&w->random, 8) == 0)
		disarm(w, prandom_below(&w->random, TIMERS));
	if (prandom_below(&w->random, 8) == 0)
		arm(w, prandom_below(&w->random, TIMERS), some_time(w));
}

static void tick(void *ctx, u64 jiffies)
{
	((struct world *)ctx)->told = jiffies;
}

static void against_the_model(void **state)
{
	struct world *w = calloc(1, sizeof(*w));

	for (u64 seed = 0; seed < 12; seed++) {
		w->fired = w->seq = 0;
		prandom_seed(&w->random, seed);
		timer_base_init(&w->wheel, START);
		for (u32 i = 0; i < TIMERS; i++) {
			w->t[i].armed = false;
			w->t[i].world = w;
			timer_setup(&w->t[i].timer, fire);
		}
		for (int step = 0; step < 3000; step++) {
			u64 to = w->wheel.now + prandom_below(&w->random, step % 50 ? 40 : 3000);
			u64 next = timer_next(&w->wheel), before = w->fired;
			int n = model_next(w);
			unsigned int ran;

			assert_true(n < 0 ? next == UINT64_MAX : next <= w->t[n].expires);
			ran = timer_advance(&w->wheel, to, tick, w);
			assert_int_equal(ran, w->fired - before);
			assert_true(w->wheel.now == to);
			n = model_next(w);
			assert_true(n < 0 || w->t[n].expires > to);
			arm(w, prandom_below(&w->random, TIMERS), some_time(w));
			if (step % 3 == 0)
				disarm(w, prandom_below(&w->random, TIMERS));
		}
		assert_true(w->fired > 1000);
	}
	free(w);
}

static void count(struct timer_list *t)
{
}

static void far_and_idle(void **state)
{
	struct timer_base *b = calloc(1, sizeof(*b));
	struct timer_list t;

	timer_base_init(b, 5);
	timer_setup(&t, count);
	assert_false(del_timer(b, &t));
	/* Nobody armed: any distance at once. */
	assert_int_equal(timer_advance(b, 1ull << 40, NULL, NULL), 0);
	assert_true(b->now == 1ull << 40);
	/* Each level's first and last jiffy. */
	for (int bits = 0; bits <= 24; bits += 8)
		for (int off = -1; off <= 1; off++) {
			u64 due = b->now + (1ull << bits) + (u64)off;

			if (due <= b->now)
				continue;
			mod_timer(b, &t, due);
			assert_int_equal(timer_advance(b, due - 1, NULL, NULL), 0);
			assert_true(timer_pending(&t));
			assert_int_equal(timer_advance(b, due, NULL, NULL), 1);
			assert_false(timer_pending(&t));
		}
	free(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(against_the_model),
					   cmocka_unit_test(far_and_idle)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
