// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Stories as text:
 *
 *	packet 3  tcp 10.0.0.5:40000 > 203.0.113.10:80 S ttl 64 len 60
 *	│  came in by eth0, 74 bytes
 *	├─ PRE_ROUTING  in eth0
 *	│  └─ raw PREROUTING
 *	│        policy   ACCEPT
 *	├─ route to 203.0.113.10: 0.0.0.0/0 via 10.1.0.1 dev eth1, table main
 *	├─ FORWARD  in eth0, out eth1
 *	│  └─ filter FORWARD
 *	│        1 no     -p udp -j ACCEPT                     ip protocol is tcp, rule wants udp
 *	│        2 MATCH  -p tcp -m tcp --dport 80 -j web      jump web
 *	│        └─ web
 *	│              1 MATCH  -j DROP                        DROP
 *	└─ DROPPED  a rule or a hook dropped it (NETFILTER_DROP in FORWARD)
 *
 * Two steps: the events become lines that know how deep they stand, then the lines are printed with
 * the guides of a tree.  A packet that was made on the way gets its own block behind, and a line
 * where it was made.
 */
#include "explain/story.h"

#include <langinfo.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

enum { MAX_DEPTH = 40, RULE_WIDTH = 64, LINE_ROOM = 640 };

enum paint { PLAIN, BOLD, DIM, GOOD, BAD, NOTED };

/**
 * struct line - a line of the tree
 * @leaf: stands under its parent without a branch of its own
 * @rule: the rule's text and @text: what is said about it; without a rule only @text
 */
struct line {
	unsigned int depth;
	bool leaf;
	enum paint paint;
	char head[40];
	char *rule, *text;
	unsigned int width; /* of the rule column it stands in */
};

/**
 * struct tree - lines that are being made of a packet's events
 * @hook: inside a hook's section; @table: inside a table's; @depth: of the chain that runs
 * @chain: the chains that were called
 */
struct tree {
	const struct story *s;
	u64 id;
	struct line *line;
	size_t count, room;
	bool hook, table;
	unsigned int calls;
	char chain[MAX_DEPTH][32];
	bool no_memory;
};

/* ---- lines ---- */

static struct line *add_line(struct tree *t, unsigned int depth, bool leaf, enum paint paint)
{
	if (t->count == t->room) {
		size_t room = t->room ? 2 * t->room : 64;
		struct line *more = realloc(t->line, room * sizeof(*more));

		if (!more) {
			t->no_memory = true;
			return NULL;
		}
		t->line = more;
		t->room = room;
	}
	t->line[t->count] = (struct line){.depth = depth, .leaf = leaf, .paint = paint};
	return &t->line[t->count++];
}

static __printf(5, 6) struct line *say(struct tree *t, unsigned int depth, bool leaf,
				       enum paint paint, const char *fmt, ...)
{
	struct line *l = add_line(t, depth, leaf, paint);
	va_list ap;

	if (!l)
		return NULL;
	va_start(ap, fmt);
	if (vasprintf(&l->text, fmt, ap) < 0) {
		l->text = NULL;
		t->no_memory = true;
	}
	va_end(ap);
	return l;
}

/* Where remarks of the present moment stand. */
static unsigned int depth_here(const struct tree *t)
{
	return t->table ? 2 + t->calls : t->hook ? 1 : 0;
}

/* A remark: what a target did stands under its rule, everything else is a branch of its own. */
static __printf(3, 4) void remark(struct tree *t, enum paint paint, const char *fmt, ...)
{
	struct line *l;
	char text[LINE_ROOM];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	l = say(t, depth_here(t), t->table, paint, "%s", text);
	if (l && t->table)
		snprintf(l->head, sizeof(l->head), "%*s", 11, "");
}

/* ---- events to lines ---- */

static void leave_hook(struct tree *t)
{
	t->hook = t->table = false;
	t->calls = 0;
}

static void tell_begin(struct tree *t, const struct trace_event *ev)
{
	char parent[40];

	story_label(t->s, ev->begin.parent, parent, sizeof(parent));
	if (!strcmp(ev->begin.origin, "wire"))
		say(t, 0, true, DIM, "came in by %s, %u bytes", ev->begin.dev, ev->begin.len);
	else if (!strcmp(ev->begin.origin, "local"))
		say(t, 0, true, DIM, "sent by this host, %u bytes", ev->begin.len);
	else if (ev->begin.parent)
		say(t, 0, true, DIM, "made on the way of packet %s", parent);
	else
		say(t, 0, true, DIM, "made by this host (%s)", ev->begin.origin);
}

static void tell_hook(struct tree *t, const struct trace_event *ev)
{
	const char *in = ev->hook.in, *out = ev->hook.out, *family = ev->hook.family;
	/* Of an IP packet's hooks everybody sees which family they are. */
	bool is_ip = !strcmp(family, "ipv4") || !strcmp(family, "ipv6");

	leave_hook(t);
	say(t, 0, false, BOLD, "%s%s%s%s%s%s%s%s", ev->hook.hook, is_ip ? "" : " of ",
	    is_ip ? "" : ev->hook.family, *in || *out ? "  " : "", *in ? "in " : "", in,
	    *in && *out ? ", out "
	    : *out	? "out "
			: "",
	    out);
	t->hook = true;
}

static void tell_table(struct tree *t, const struct trace_event *ev)
{
	t->table = true;
	t->calls = 0;
	say(t, 1, false, PLAIN, "%s", ev->table.table);
}

static void base_chain(struct tree *t, const struct trace_event *ev)
{
	struct line *table = t->count ? &t->line[t->count - 1] : NULL;
	char *both;

	t->calls = 0;
	trace_text(t->chain[0], sizeof(t->chain[0]), "%s", ev->chain.chain);
	/* "filter" and its base chain are one line */
	if (!table || table->depth != 1 || table->leaf)
		table = say(t, 1, false, PLAIN, "%s", ev->chain.table);
	t->table = true;
	if (!table || !table->text)
		return;
	if (asprintf(&both, "%s %s", ev->chain.table, ev->chain.chain) < 0) {
		t->no_memory = true;
		return;
	}
	free(table->text);
	table->text = both;
}

static void return_to(struct tree *t, const char *chain)
{
	unsigned int to = t->calls;

	while (to > 0 && strcmp(t->chain[to - 1], chain))
		to--;
	if (t->calls)
		t->calls = to ? to - 1 : t->calls - 1;
}

static void tell_chain(struct tree *t, const struct trace_event *ev)
{
	if (!strcmp(ev->chain.how, "base")) {
		base_chain(t, ev);
		return;
	}
	if (!strcmp(ev->chain.how, "return")) {
		say(t, depth_here(t), true, DIM, "back to %s", ev->chain.chain);
		return_to(t, ev->chain.chain);
		return;
	}
	say(t, depth_here(t), false, PLAIN, "%s", ev->chain.chain);
	if (t->calls + 1 < MAX_DEPTH - 4)
		t->calls++;
	trace_text(t->chain[t->calls], sizeof(t->chain[0]), "%s", ev->chain.chain);
}

static void tell_rule(struct tree *t, const char *table, const char *chain, u32 number, bool match,
		      const char *text)
{
	const struct rule_text *rule = rule_texts_find(t->s->rules, table, chain, number);
	struct line *l = say(t, depth_here(t), true, match ? NOTED : PLAIN, "%s", text);

	if (!l)
		return;
	snprintf(l->head, sizeof(l->head), "%3u %-5s  ", number, match ? "MATCH" : "no");
	if (rule)
		l->rule = strdup(rule->text);
}

static void tell_mismatch(struct tree *t, const struct trace_event *ev)
{
	const struct trace_mismatch *m = &ev->mismatch;
	char text[240];

	if (*m->have || *m->want)
		snprintf(text, sizeof(text), "%s%s%s is %s, rule wants %s", m->match,
			 *m->match ? " " : "", m->field, *m->have ? m->have : "nothing",
			 *m->want ? m->want : "something else");
	else
		snprintf(text, sizeof(text), "%s%s%s does not fit", m->match, *m->field ? " " : "",
			 m->field);
	tell_rule(t, m->table, m->chain, m->rule, false, text);
}

static void tell_match(struct tree *t, const struct trace_event *ev)
{
	const char *target = ev->match.target;

	tell_rule(t, ev->match.table, ev->match.chain, ev->match.rule, true,
		  strcmp(target, "-") ? target : "counted, nothing else to do");
}

static enum paint verdict_paint(const char *verdict)
{
	return !strcmp(verdict, "ACCEPT") ? GOOD : !strcmp(verdict, "DROP") ? BAD : NOTED;
}

static void tell_policy(struct tree *t, const struct trace_event *ev)
{
	struct line *l;

	t->calls = 0;
	l = say(t, depth_here(t), true, verdict_paint(ev->policy.verdict), "%s",
		ev->policy.verdict);
	if (l)
		snprintf(l->head, sizeof(l->head), "    policy ");
}

static void tell_verdict(struct tree *t, const struct trace_event *ev)
{
	say(t, t->hook ? 1 : 0, false, verdict_paint(ev->verdict.verdict), "%s by %s",
	    ev->verdict.verdict, *ev->verdict.by ? ev->verdict.by : "a hook");
	t->table = false;
	t->calls = 0;
}

static const char *table_name(u32 table, char *buf, size_t size)
{
	switch (table) {
	case 253:
		return "default";
	case 254:
		return "main";
	case 255:
		return "local";
	}
	snprintf(buf, size, "%u", table);
	return buf;
}

static void tell_route(struct tree *t, const struct trace_event *ev)
{
	const struct trace_route *r = &ev->route;
	char to[TRACE_ADDR_LEN], via[TRACE_ADDR_LEN], table[12];
	bool good = !*r->result;
	bool more = !good && strcmp(r->result, r->type);

	leave_hook(t);
	trace_addr_text(&r->daddr, to);
	trace_addr_text(&r->gateway, via);
	if (!good && !*r->prefix) {
		say(t, 0, false, BAD, "route to %s: %s", to, r->result);
		return;
	}
	say(t, 0, false, good ? PLAIN : BAD, "route to %s: %s%s%s%s%s%s%s%s, table %s%s%s", to,
	    strcmp(r->type, "unicast") ? r->type : "", strcmp(r->type, "unicast") ? " " : "",
	    r->prefix, *via ? " via " : "", via, *r->dev ? " dev " : "", r->dev, "",
	    table_name(r->table, table, sizeof(table)), more ? ": " : "", more ? r->result : "");
}

static void tell_neigh(struct tree *t, const struct trace_event *ev)
{
	char addr[TRACE_ADDR_LEN];

	leave_hook(t);
	say(t, 0, false, PLAIN, "neighbour %s on %s: %s%s%s",
	    trace_addr_text(&ev->neigh.addr, addr), ev->neigh.dev,
	    *ev->neigh.lladdr ? ev->neigh.lladdr : "not known", *ev->neigh.state ? ", " : "",
	    ev->neigh.state);
}

static void tell_reply(struct tree *t, const struct trace_event *ev)
{
	char to[TRACE_ADDR_LEN];

	trace_addr_text(&ev->reply.to, to);
	if (ev->reply.made)
		remark(t, NOTED, "answered: %s to %s%s%s", ev->reply.kind, to,
		       *ev->reply.why ? ", " : "", ev->reply.why);
	else
		remark(t, DIM, "no %s to %s: %s", ev->reply.kind, to, ev->reply.why);
}

static void tell_drop(struct tree *t, const struct trace_event *ev)
{
	u32 reason = ev->drop.reason;

	leave_hook(t);
	if (reason == SKB_DROP_REASON_LOCAL_SINK)
		say(t, 0, false, GOOD, "DELIVERED  %s", drop_reason_text(reason));
	else
		say(t, 0, false, BAD, "DROPPED  %s (%s%s%s)", drop_reason_text(reason),
		    drop_reason_name(reason), *ev->drop.where ? " in " : "", ev->drop.where);
}

static void tell_end(struct tree *t, const struct trace_event *ev)
{
	leave_hook(t);
	if (ev->type == TRACE_xmit)
		say(t, 0, false, GOOD, "SENT by %s  %s (%u bytes)", ev->xmit.dev, ev->xmit.summary,
		    ev->xmit.len);
	else if (ev->type == TRACE_deliver)
		say(t, 0, false, GOOD, "DELIVERED here: %s to %s", ev->deliver.protocol,
		    ev->deliver.to);
	else
		say(t, 0, false, NOTED, "WAITS  %s", ev->wait.where);
}

static void tell_change(struct tree *t, const struct trace_event *ev)
{
	remark(t, NOTED, "%s: %s becomes %s (by %s)", ev->change.field,
	       *ev->change.from ? ev->change.from : "none", *ev->change.to ? ev->change.to : "none",
	       ev->change.by);
}

static void tell(struct tree *t, const struct trace_event *ev)
{
	switch ((enum trace_type)ev->type) {
	case TRACE_begin:
		tell_begin(t, ev);
		break;
	case TRACE_hook:
		tell_hook(t, ev);
		break;
	case TRACE_table:
		tell_table(t, ev);
		break;
	case TRACE_chain:
		tell_chain(t, ev);
		break;
	case TRACE_mismatch:
		tell_mismatch(t, ev);
		break;
	case TRACE_match:
		tell_match(t, ev);
		break;
	case TRACE_policy:
		tell_policy(t, ev);
		break;
	case TRACE_verdict:
		tell_verdict(t, ev);
		break;
	case TRACE_route:
		tell_route(t, ev);
		break;
	case TRACE_neigh:
		tell_neigh(t, ev);
		break;
	case TRACE_reply:
		tell_reply(t, ev);
		break;
	case TRACE_change:
		tell_change(t, ev);
		break;
	case TRACE_drop:
		tell_drop(t, ev);
		break;
	case TRACE_xmit:
	case TRACE_deliver:
	case TRACE_wait:
		tell_end(t, ev);
		break;
	case TRACE_log:
		remark(t, DIM, "%s said: %s%s", ev->log.by, ev->log.prefix, ev->log.text);
		break;
	case TRACE_note:
		remark(t, DIM, "%s: %s", ev->note.by, ev->note.text);
		break;
	case TRACE_TYPES:
		break;
	}
}

/* ---- lines to text ---- */

struct signs {
	const char *bar, *branch, *last, *blank;
};

static const struct signs *signs_for(const struct text_style *style)
{
	static const struct signs utf8 = {"│  ", "├─ ", "└─ ", "   "};
	static const struct signs ascii = {"|  ", "|- ", "`- ", "   "};

	return style->ascii ? &ascii : &utf8;
}

static void paint(const struct text_style *style, enum paint p, const char *text, FILE *out)
{
	static const char *const on[] = {
		[PLAIN] = "",	     [BOLD] = "\033[1m",   [DIM] = "\033[2m",
		[GOOD] = "\033[32m", [BAD] = "\033[1;31m", [NOTED] = "\033[33m",
	};

	if (style->color && p != PLAIN)
		fprintf(out, "%s%s\033[0m", on[p], text);
	else
		fputs(text, out);
}

static size_t rule_end(const struct line *l)
{
	return l->rule ? 3 * l->depth + min_t(size_t, strlen(l->rule), RULE_WIDTH) : 0;
}

/* What is said about the rules of one table starts in one column, however deep its chains. */
static void align_rules(struct tree *t)
{
	for (size_t i = 0, j; i < t->count; i = j) {
		size_t end = 0;

		for (j = i + 1; j < t->count && t->line[j].depth > 1; j++)
			if (rule_end(&t->line[j]) > end)
				end = rule_end(&t->line[j]);
		for (size_t k = i; k < j; k++)
			if (t->line[k].rule)
				t->line[k].width = (unsigned int)end - 3 * t->line[k].depth;
	}
}

/* Is there a branch at @depth after line @i, before the tree goes above it? */
static bool branch_follows(const struct tree *t, size_t i, unsigned int depth)
{
	for (i++; i < t->count && t->line[i].depth >= depth; i++)
		if (t->line[i].depth == depth && !t->line[i].leaf)
			return true;
	return false;
}

static void print_line(const struct tree *t, size_t i, bool *open, const struct text_style *style,
		       FILE *out)
{
	const struct signs *sign = signs_for(style);
	const struct line *l = &t->line[i];

	open[l->depth] = branch_follows(t, i, l->depth);
	for (unsigned int d = 0; d < l->depth; d++)
		paint(style, DIM, open[d] ? sign->bar : sign->blank, out);
	if (l->leaf)
		paint(style, DIM, open[l->depth] ? sign->bar : sign->blank, out);
	else
		paint(style, DIM, open[l->depth] ? sign->branch : sign->last, out);
	paint(style, l->rule || *l->head ? l->paint : PLAIN, l->head, out);
	if (l->rule) {
		fprintf(out, "%-*s  ", (int)l->width, l->rule);
		paint(style, DIM, l->text ? l->text : "", out);
	} else {
		paint(style, l->paint, l->text ? l->text : "", out);
	}
	fputc('\n', out);
}

/* What the packet looked like at first; one made here is known only when it leaves. */
static const char *summary_of(const struct story *s, u64 id)
{
	const char *sent = "";

	for (size_t i = s->log->count; i-- > 0;) {
		const struct trace_event *ev = &s->log->event[i];

		if (ev->packet != id)
			continue;
		if (ev->type == TRACE_xmit)
			sent = ev->xmit.summary;
		if (ev->type == TRACE_begin && *ev->begin.summary)
			return ev->begin.summary;
	}
	return sent;
}

static void render_packet(const struct story *s, u64 id, const struct text_style *style, FILE *out)
{
	struct tree t = {.s = s, .id = id};
	bool open[MAX_DEPTH + 2] = {false};
	char title[80];

	for (size_t i = 0; i < s->log->count; i++)
		if (s->log->event[i].packet == id)
			tell(&t, &s->log->event[i]);
	align_rules(&t);
	story_label(s, id, title, sizeof(title));
	paint(style, BOLD, "packet ", out);
	paint(style, BOLD, title, out);
	fprintf(out, "  %s\n", summary_of(s, id));
	for (size_t i = 0; i < t.count; i++)
		print_line(&t, i, open, style, out);
	if (t.no_memory)
		fputs("(some lines are missing: no memory)\n", out);
	for (size_t i = 0; i < t.count; i++) {
		free(t.line[i].rule);
		free(t.line[i].text);
	}
	free(t.line);
}

static bool first_of_packet(const struct trace_story *log, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (log->event[j].packet == log->event[i].packet)
			return false;
	return true;
}

void story_render_text(const struct story *s, const struct text_style *style, FILE *out)
{
	for (size_t i = 0; i < s->log->count; i++)
		if (first_of_packet(s->log, i))
			render_packet(s, s->log->event[i].packet, style, out);
	if (s->log->lost)
		fprintf(out, "(%llu more events were not kept)\n",
			(unsigned long long)s->log->lost);
}

struct text_style text_style_for(FILE *out)
{
	bool terminal = isatty(fileno(out));

	return (struct text_style){
		.color = terminal && !getenv("NO_COLOR"),
		.ascii = terminal && strcmp(nl_langinfo(CODESET), "UTF-8"),
	};
}
