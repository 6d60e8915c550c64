// SPDX-License-Identifier: GPL-2.0-or-later
/* The log of events and the tables that describe them; see trace.h. */
#include "trace/trace.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define F_U(e, f)	 {#f, TRACE_U32, offsetof(struct trace_event, e.f)},
#define F_U64(e, f)	 {#f, TRACE_U64, offsetof(struct trace_event, e.f)},
#define F_ADDR(e, f)	 {#f, TRACE_ADDR, offsetof(struct trace_event, e.f)},
#define F_STR(e, f, n)	 {#f, TRACE_STRING, offsetof(struct trace_event, e.f)},
#define EVENT(e, fields) static const struct trace_field fields_##e[] = {fields{NULL, 0, 0}};
#include "trace/events.def"
#undef EVENT

static const struct trace_type_desc types[] = {
#define EVENT(e, fields) {#e, fields_##e},
#include "trace/events.def"
#undef EVENT
};
_Static_assert(ARRAY_SIZE(types) == TRACE_TYPES, "one description a type");

const struct trace_type_desc *trace_type_desc(unsigned int type)
{
	return type < TRACE_TYPES ? &types[type] : NULL;
}

struct trace_story *trace_story_create(size_t max)
{
	struct trace_story *s = calloc(1, sizeof(*s));

	if (s)
		s->max = max;
	return s;
}

void trace_story_destroy(struct trace_story *s)
{
	if (!s)
		return;
	free(s->event);
	free(s);
}

void trace_story_clear(struct trace_story *s)
{
	s->count = 0;
	s->lost = 0;
}

static bool grow(struct trace_story *s)
{
	size_t room = s->room ? s->room * 2 : 64;
	struct trace_event *e;

	if (room > s->max)
		room = s->max;
	if (room <= s->count)
		return false;
	e = realloc(s->event, room * sizeof(*e));
	if (!e)
		return false;
	s->event = e;
	s->room = room;
	return true;
}

void trace_append(struct trace_story *s, const struct trace_event *ev)
{
	if (s->count == s->room && !grow(s)) {
		s->lost++;
		return;
	}
	s->event[s->count] = *ev;
	s->event[s->count++].time_ns = s->now_ns;
}

void trace_text(char *field, size_t size, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(field, size, fmt, ap);
	va_end(ap);
}

const char *trace_addr_text(const struct trace_addr *a, char buf[TRACE_ADDR_LEN])
{
	buf[0] = '\0';
	if (a->family)
		inet_ntop((int)a->family, &a->v6, buf, TRACE_ADDR_LEN);
	return buf;
}

int trace_addr_parse(const char *text, struct trace_addr *a)
{
	struct trace_addr read = {.family = 0};

	if (*text) {
		read.family = strchr(text, ':') ? AF_INET6 : AF_INET;
		if (inet_pton((int)read.family, text, &read.v6) != 1)
			return -EINVAL;
	}
	*a = read;
	return 0;
}
