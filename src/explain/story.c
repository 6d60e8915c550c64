// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a list of events says about the packets in it: their names and what became of them.
 */
#include "explain/story.h"

u64 story_root(const struct story *s)
{
	return s->log->count ? s->log->event[0].packet : 0;
}

static enum story_fate fate_of(const struct trace_event *ev)
{
	switch (ev->type) {
	case TRACE_xmit:
		return STORY_SENT;
	case TRACE_deliver:
		return STORY_DELIVERED;
	case TRACE_wait:
		return STORY_WAITING;
	case TRACE_drop:
		return ev->drop.reason == SKB_DROP_REASON_LOCAL_SINK ? STORY_DELIVERED
								     : STORY_DROPPED;
	}
	return STORY_UNKNOWN;
}

enum story_fate story_fate(const struct story *s, u64 id, const struct trace_event **end)
{
	const struct trace_event *found = NULL;

	for (size_t i = 0; i < s->log->count; i++) {
		const struct trace_event *ev = &s->log->event[i];

		if (ev->packet == id && fate_of(ev) != STORY_UNKNOWN)
			found = ev;
	}
	if (end)
		*end = found;
	return found ? fate_of(found) : STORY_UNKNOWN;
}

const char *story_fate_name(enum story_fate fate)
{
	static const char *const name[] = {
		[STORY_UNKNOWN] = "handled",	 [STORY_SENT] = "sent",
		[STORY_DELIVERED] = "delivered", [STORY_WAITING] = "waiting",
		[STORY_DROPPED] = "dropped",
	};

	return name[fate];
}

bool story_waits(const struct story *s)
{
	for (size_t i = 0; i < s->log->count; i++)
		if (s->log->event[i].type == TRACE_wait &&
		    story_fate(s, s->log->event[i].packet, NULL) == STORY_WAITING)
			return true;
	return false;
}

void story_label(const struct story *s, u64 id, char *buf, size_t size)
{
	unsigned int place = 0;

	/* Its place among the packets, by first appearance. */
	for (size_t i = 0; i < s->log->count && s->log->event[i].packet != id; i++) {
		bool seen = false;

		for (size_t j = 0; j < i && !seen; j++)
			seen = s->log->event[j].packet == s->log->event[i].packet;
		place += !seen;
	}
	if (place)
		snprintf(buf, size, "%llu.%u", (unsigned long long)s->number, place);
	else
		snprintf(buf, size, "%llu", (unsigned long long)s->number);
}
