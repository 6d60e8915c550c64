// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The reference evaluator: a packet through a table's entries, straight from the blob, one after
 * the other.  It says what is right; index.c is fast.  Both count in the same counters.
 *
 * It also tells the story: the table, each chain, each rule that was met with the predicate that
 * failed or the target that was hit, the policy.
 */
#include "xtables/xt_table.h"

#include "nf/nf_log.h"

#include <linux/netfilter/nf_log.h>
#include <stdio.h>
#include <stdlib.h>

/* A packet's walk. */
struct walk {
	const struct xt_table *table;
	const struct xt_table_info *info;
	struct sk_buff *skb;
	struct xt_action_param par;
	struct xt_why why;
	const char *failed; /* the match that said no; "" for the header */
	u32 *stack; /* rules that jumped */
	u32 depth, room;
};

/* ---- the story ---- */

static void tell_table(const struct walk *w)
{
	struct trace_event ev = {.type = TRACE_table};

	trace_text(ev.table.table, sizeof(ev.table.table), "%s", w->table->name);
	trace_text(ev.table.hook, sizeof(ev.table.hook), "%s",
		   nf_hook_name(xt_family(&w->par), xt_hooknum(&w->par)));
	skb_trace(w->skb, &ev);
}

/* The chain that @rule stands in is entered; @from: the rule that jumped, or XT_NO_HOOK. */
static void tell_chain(const struct walk *w, u32 rule, const char *how, u32 from)
{
	struct trace_event ev = {.type = TRACE_chain};
	struct xt_where at, by = {0};

	xt_rule_where(w->info, rule, &at);
	if (from != XT_NO_HOOK)
		xt_rule_where(w->info, from, &by);
	trace_text(ev.chain.table, sizeof(ev.chain.table), "%s", w->table->name);
	trace_text(ev.chain.chain, sizeof(ev.chain.chain), "%s", at.chain);
	trace_text(ev.chain.how, sizeof(ev.chain.how), "%s", how);
	ev.chain.rule = by.rule;
	skb_trace(w->skb, &ev);
}

static void tell_mismatch(const struct walk *w, u32 rule)
{
	struct trace_event ev = {.type = TRACE_mismatch};
	struct xt_where at;

	xt_rule_where(w->info, rule, &at);
	trace_text(ev.mismatch.table, sizeof(ev.mismatch.table), "%s", w->table->name);
	trace_text(ev.mismatch.chain, sizeof(ev.mismatch.chain), "%s", at.chain);
	ev.mismatch.rule = at.rule;
	trace_text(ev.mismatch.match, sizeof(ev.mismatch.match), "%s", w->failed);
	trace_text(ev.mismatch.field, sizeof(ev.mismatch.field), "%s", w->why.field);
	trace_text(ev.mismatch.have, sizeof(ev.mismatch.have), "%s", w->why.have);
	trace_text(ev.mismatch.want, sizeof(ev.mismatch.want), "%s", w->why.want);
	skb_trace(w->skb, &ev);
}

static const char *verdict_name(unsigned int verdict)
{
	static const char *const name[] = {"DROP", "ACCEPT", "STOLEN", "QUEUE", "RETURN"};

	return verdict < ARRAY_SIZE(name) ? name[verdict] : "?";
}

/* "DROP", "jump CHAIN", "goto CHAIN", "LOG", and "-" for a rule that only counts. */
static void target_text(const struct walk *w, const void *e, char *text, size_t size)
{
	const struct xt_entry_target *t = xt_entry_target(w->info->family, e);
	struct xt_where to;
	u32 dest;

	if (!xt_is_standard(t)) {
		snprintf(text, size, "%s", t->u.kernel.target->name);
		return;
	}
	if (xt_verdict(t) < 0) {
		snprintf(text, size, "%s", verdict_name((unsigned int)(-xt_verdict(t) - 1)));
		return;
	}
	dest = xt_rule_at(w->info, (u32)xt_verdict(t));
	if ((const u8 *)xt_entry_at(w->info, dest) ==
	    (const u8 *)e + xt_entry_u16(e, w->info->family->next_offset)) {
		snprintf(text, size, "-");
		return;
	}
	xt_rule_where(w->info, dest, &to);
	snprintf(text, size, "%s %s", w->info->family->head_goto(e) ? "goto" : "jump", to.chain);
}

static void tell_match(const struct walk *w, u32 rule)
{
	struct trace_event ev = {.type = TRACE_match};
	const void *e = xt_entry_at(w->info, rule);
	struct xt_where at;

	xt_rule_where(w->info, rule, &at);
	if (at.tail && !at.base && xt_unconditional(w->info->family, e))
		return; /* the end of a user chain is no rule that anybody wrote */
	if (at.tail && at.base) {
		const struct xt_entry_target *t = xt_entry_target(w->info->family, e);

		ev.type = TRACE_policy;
		trace_text(ev.policy.table, sizeof(ev.policy.table), "%s", w->table->name);
		trace_text(ev.policy.chain, sizeof(ev.policy.chain), "%s", at.chain);
		trace_text(ev.policy.verdict, sizeof(ev.policy.verdict), "%s",
			   verdict_name((unsigned int)(-xt_verdict(t) - 1)));
	} else {
		trace_text(ev.match.table, sizeof(ev.match.table), "%s", w->table->name);
		trace_text(ev.match.chain, sizeof(ev.match.chain), "%s", at.chain);
		ev.match.rule = at.rule;
		target_text(w, e, ev.match.target, sizeof(ev.match.target));
	}
	skb_trace(w->skb, &ev);
}

static void tell_hotdrop(const struct walk *w)
{
	struct trace_event ev = {.type = TRACE_note};

	trace_text(ev.note.by, sizeof(ev.note.by), "%s", w->failed ? w->failed : "");
	trace_text(ev.note.text, sizeof(ev.note.text), "malformed or refused: dropped at once");
	skb_trace(w->skb, &ev);
}

/* ---- the walk ---- */

static bool rule_fits(struct walk *w, const void *e)
{
	const struct xt_family *f = w->info->family;
	const struct xt_entry_match *m;

	w->failed = "";
	if (!f->head_match(w->skb, e, &w->par))
		return false;
	xt_for_each_match(m, f, e)
	{
		w->par.match = m->u.kernel.match;
		w->par.matchinfo = m->data;
		w->failed = w->par.match->name;
		if (!w->par.match->match(w->skb, &w->par))
			return false;
	}
	return true;
}

static bool push(struct walk *w, u32 rule)
{
	if (w->depth >= w->info->stacksize)
		return false;
	if (w->depth == w->room) {
		u32 room = w->room ? w->room * 2 : 16;
		u32 *bigger = realloc(w->stack, room * sizeof(*bigger));

		if (!bigger)
			return false;
		w->stack = bigger;
		w->room = room;
	}
	w->stack[w->depth++] = rule;
	return true;
}

static u32 do_return(struct walk *w)
{
	u32 from;

	if (!w->depth)
		return w->info->policy_rule[xt_hooknum(&w->par)];
	from = w->stack[--w->depth];
	if (unlikely(w->skb->story))
		tell_chain(w, from, "return", from);
	return from + 1;
}

/* A standard target: => true and the verdict, or false and the next rule. */
static bool do_standard(struct walk *w, const void *e, u32 *rule, unsigned int *verdict)
{
	int v = xt_verdict(xt_entry_target(w->info->family, e));
	bool is_goto = w->info->family->head_goto(e);
	u32 dest;

	if (v == XT_RETURN) {
		*rule = do_return(w);
		return false;
	}
	if (v < 0) {
		*verdict = (unsigned int)(-v) - 1;
		return true;
	}
	dest = xt_rule_at(w->info, (u32)v);
	if (dest != *rule + 1 && !is_goto && !push(w, *rule)) {
		*verdict = NF_DROP;
		return true;
	}
	if (unlikely(w->skb->story) && dest != *rule + 1)
		tell_chain(w, dest, is_goto ? "goto" : "jump", *rule);
	*rule = dest;
	return false;
}

/* What a rule that fits does: as do_standard(). */
static bool do_target(struct walk *w, const void *e, u32 *rule, unsigned int *verdict)
{
	const struct xt_entry_target *t = xt_entry_target(w->info->family, e);

	if (xt_is_standard(t))
		return do_standard(w, e, rule, verdict);
	w->par.target = t->u.kernel.target;
	w->par.targinfo = t->data;
	*verdict = w->par.target->target(w->skb, &w->par);
	++*rule;
	return *verdict != XT_CONTINUE;
}

static unsigned int walk_rules(struct walk *w, u32 rule)
{
	struct xt_counters *counters = w->info->counters[w->skb->shard->id];
	unsigned int verdict = NF_DROP;

	do {
		const void *e = xt_entry_at(w->info, rule);

		if (!rule_fits(w, e)) {
			if (unlikely(w->skb->story))
				tell_mismatch(w, rule);
			rule++;
			continue;
		}
		xt_count(&counters[rule], w->skb->len);
		if (unlikely(w->skb->story))
			tell_match(w, rule);
		if (unlikely(w->skb->nf_trace))
			xt_trace_rule(w->table, w->info, rule, w->skb, w->par.state);
		if (do_target(w, e, &rule, &verdict))
			break;
	} while (!w->par.hotdrop);
	return verdict;
}

unsigned int xt_run_linear(const struct xt_table *table, const struct xt_table_info *info,
			   struct sk_buff *skb, const struct nf_hook_state *state)
{
	struct walk w = {.table = table, .info = info, .skb = skb, .par = {.state = state}};
	u32 rule = info->hook_rule[state->hook];
	unsigned int verdict;

	info->family->begin(skb, &w.par);
	if (unlikely(skb->story)) {
		w.par.why = &w.why;
		tell_table(&w);
		tell_chain(&w, rule, "base", XT_NO_HOOK);
	}
	verdict = walk_rules(&w, rule);
	free(w.stack);
	if (!w.par.hotdrop)
		return verdict;
	if (unlikely(skb->story))
		tell_hotdrop(&w);
	return NF_DROP;
}

void xt_trace_rule(const struct xt_table *table, const struct xt_table_info *info, u32 rule,
		   const struct sk_buff *skb, const struct nf_hook_state *state)
{
	const void *e = xt_entry_at(info, rule);
	const struct xt_entry_target *t = xt_entry_target(info->family, e);
	const char *kind = "rule";
	struct xt_where at;
	char prefix[128];

	xt_rule_where(info, rule, &at);
	if (xt_unconditional(info->family, e) && xt_is_standard(t) && xt_verdict(t) < 0)
		kind = at.base ? "policy" : "return";
	snprintf(prefix, sizeof(prefix), "TRACE: %s:%s:%s:%u ", table->name, at.chain, kind,
		 at.rule);
	nf_log_packet(state->net, state->pf, state->hook, skb, state->in, state->out, "TRACE",
		      LOG_WARNING_, NF_LOG_MASK, prefix);
}
