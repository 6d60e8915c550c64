/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A packet's story: the events that were recorded about one packet from outside and about the
 * packets that were made while it was handled, to be read by people (text) or programs (JSON).
 *
 * The packet from outside has a number, its place in the capture; what was made on its way is
 * called N.1, N.2, … in order of appearance.  These names do not depend on the engine's own ids.
 */
#ifndef QUINTET_EXPLAIN_STORY_H
#define QUINTET_EXPLAIN_STORY_H

#include "trace/trace.h"

#include <stdio.h>

struct rule_texts;

/**
 * struct story - the events of one packet from outside
 * @log: its first event is the packet's beginning
 * @number: the packet's number
 * @rules: how the rules are written, or NULL
 */
struct story {
	const struct trace_story *log;
	u64 number;
	const struct rule_texts *rules;
};

/* What became of a packet. */
enum story_fate {
	STORY_UNKNOWN, /* it was handled here and left no other trace: an ARP answer, … */
	STORY_SENT,
	STORY_DELIVERED, /* to this host, or to the program behind the local port */
	STORY_WAITING, /* for a neighbour or in a queue */
	STORY_DROPPED,
};

/** story_root() - the engine's id of the packet from outside, 0 for an empty story */
u64 story_root(const struct story *s);
/** story_fate() - of packet @id; @end receives the event that says so (NULL: none) */
enum story_fate story_fate(const struct story *s, u64 id, const struct trace_event **end);
const char *story_fate_name(enum story_fate fate);
/** story_waits() - does any packet of it still wait, so that events may follow? */
bool story_waits(const struct story *s);
/** story_label() - "3", "3.1" */
void story_label(const struct story *s, u64 id, char *buf, size_t size);

/**
 * struct text_style - how text looks
 * @color: ECMA-48 colours
 * @ascii: no characters beyond ASCII
 */
struct text_style {
	bool color, ascii;
};

/** text_style_for() - colours only on a terminal (and not if NO_COLOR is set), signs by the locale
 */
struct text_style text_style_for(FILE *out);

/** story_render_text() - the story as a tree, a block for each packet */
void story_render_text(const struct story *s, const struct text_style *style, FILE *out);

/**
 * story_render_json() - a JSON object a line, an event each
 *
 * {"packet":"3.1","event":"drop","time_ns":…, the event's fields by the names of events.def}
 */
void story_render_json(const struct story *s, FILE *out);

/**
 * story_parse_json() - what story_render_json() wrote, back as events
 * @number: receives the packet's number
 *
 * => 0; -EBADMSG with nothing added from the faulty line on; -ENOMEM.
 */
int story_parse_json(const char *text, struct trace_story *log, u64 *number);

/* ---- how rules are written ---- */

/** struct rule_text - a rule as iptables-save prints it, without "-A CHAIN " */
struct rule_text {
	const char *table, *chain;
	const char *text; /* a chain's policy (number 0): "ACCEPT", "-" for a user's chain */
	u32 number;
	bool counted; /* were packets and bytes printed? */
	u64 packets, bytes;
};

/** rule_texts_parse() - the output of iptables-save, with or without -c; NULL: no memory */
struct rule_texts *rule_texts_parse(const char *save);
void rule_texts_free(struct rule_texts *rules);
/** rule_texts_find() - by number from 1, 0 for the chain's policy; NULL: none */
const struct rule_text *rule_texts_find(const struct rule_texts *rules, const char *table,
					const char *chain, u32 number);
/** rule_texts_all() - in the order of the tables, chains first */
const struct rule_text *rule_texts_all(const struct rule_texts *rules, size_t *count);

#endif
