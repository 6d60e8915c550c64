// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Stories as JSON lines, and back.  Both ways walk the field descriptions of trace/events.def, so
 * that an event that is added there is rendered without a change here.
 */
#include "explain/story.h"

#include <stdlib.h>

#include <jansson.h>

/* Packet contents (a LOG prefix, a name) may hold any byte; JSON wants UTF-8. */
static json_t *text_value(const char *s)
{
	json_t *v = json_string(s);
	char clean[300];
	size_t i;

	if (v)
		return v;
	for (i = 0; s[i] && i < sizeof(clean) - 1; i++)
		clean[i] = s[i] & 0x80 ? '?' : s[i];
	clean[i] = 0;
	return json_string(clean);
}

static json_t *field_value(const struct trace_event *ev, const struct trace_field *f)
{
	const char *at = (const char *)ev + f->offset;
	char ip[TRACE_ADDR_LEN];
	struct trace_addr a;
	u32 u;
	u64 v;

	switch (f->kind) {
	case TRACE_U32:
		memcpy(&u, at, sizeof(u));
		return json_integer(u);
	case TRACE_U64:
		memcpy(&v, at, sizeof(v));
		return json_integer((json_int_t)v);
	case TRACE_ADDR:
		memcpy(&a, at, sizeof(a));
		return a.family ? json_string(trace_addr_text(&a, ip)) : json_null();
	case TRACE_STRING:
		return text_value(at);
	}
	return json_null();
}

/* Ids become labels, numbers of reasons their names. */
static void name_values(const struct story *s, const struct trace_event *ev, json_t *line)
{
	char label[40];

	if (ev->type == TRACE_begin) {
		story_label(s, ev->begin.parent, label, sizeof(label));
		json_object_set_new(line, "parent",
				    ev->begin.parent && ev->begin.parent != ev->packet
					    ? json_string(label)
					    : json_null());
	} else if (ev->type == TRACE_drop) {
		json_object_set_new(line, "reason", json_string(drop_reason_name(ev->drop.reason)));
		json_object_set_new(line, "text", json_string(drop_reason_text(ev->drop.reason)));
	}
}

static void write_line(json_t *line, FILE *out)
{
	json_dumpf(line, out, JSON_COMPACT);
	fputc('\n', out);
	json_decref(line);
}

static void event_line(const struct story *s, const struct trace_event *ev, FILE *out)
{
	const struct trace_type_desc *desc = trace_type_desc(ev->type);
	json_t *line = json_object();
	char label[40];

	if (!desc || !line) {
		json_decref(line);
		return;
	}
	story_label(s, ev->packet, label, sizeof(label));
	json_object_set_new(line, "packet", json_string(label));
	json_object_set_new(line, "event", json_string(desc->name));
	json_object_set_new(line, "time_ns", json_integer((json_int_t)ev->time_ns));
	for (const struct trace_field *f = desc->fields; f->name; f++)
		json_object_set_new(line, f->name, field_value(ev, f));
	name_values(s, ev, line);
	write_line(line, out);
}

void story_render_json(const struct story *s, FILE *out)
{
	char label[40];

	for (size_t i = 0; i < s->log->count; i++)
		event_line(s, &s->log->event[i], out);
	if (s->log->lost) {
		snprintf(label, sizeof(label), "%llu", (unsigned long long)s->number);
		write_line(json_pack("{s:s, s:s, s:I}", "packet", label, "event", "lost", "events",
				     (json_int_t)s->log->lost),
			   out);
	}
}

/* ---- back ---- */

static int type_by_name(const char *name)
{
	for (unsigned int t = 0; t < TRACE_TYPES; t++)
		if (!strcmp(trace_type_desc(t)->name, name))
			return (int)t;
	return -1;
}

static u32 reason_by_name(const char *name)
{
	for (u32 r = 0; r < SKB_DROP_REASON_MAX; r++)
		if (!strcmp(drop_reason_name(r), name))
			return r;
	return SKB_DROP_REASON_NOT_SPECIFIED;
}

/* "3" is 1, "3.1" is 2, … : ids that give the same labels again */
static u64 id_of_label(const char *label, u64 *number)
{
	const char *dot = strchr(label, '.');

	if (number)
		*number = strtoull(label, NULL, 10);
	return dot ? strtoull(dot + 1, NULL, 10) + 1 : 1;
}

static void set_field(struct trace_event *ev, const struct trace_field *f, const json_t *v,
		      size_t size)
{
	char *at = (char *)ev + f->offset;
	u32 u = (u32)json_integer_value(v);
	u64 w = (u64)json_integer_value(v);
	struct trace_addr a;

	if (f->kind == TRACE_U32)
		memcpy(at, &u, sizeof(u));
	else if (f->kind == TRACE_U64)
		memcpy(at, &w, sizeof(w));
	else if (f->kind == TRACE_ADDR && json_is_string(v) &&
		 !trace_addr_parse(json_string_value(v), &a))
		memcpy(at, &a, sizeof(a));
	else if (f->kind == TRACE_STRING && json_is_string(v))
		trace_text(at, size, "%s", json_string_value(v));
}

/* A string field's room: up to the next field or the end of its struct. */
static size_t field_room(const struct trace_type_desc *d, const struct trace_field *f, size_t end)
{
	size_t room = end - f->offset;

	for (const struct trace_field *g = d->fields; g->name; g++)
		if (g->offset > f->offset)
			room = min_t(size_t, room, (size_t)(g->offset - f->offset));
	return room;
}

static size_t type_end(unsigned int type)
{
	static const u16 size[] = {
#define F_U(e, f)
#define F_U64(e, f)
#define F_ADDR(e, f)
#define F_STR(e, f, n)
#define EVENT(e, fields) sizeof(struct trace_##e),
#include "trace/events.def"
#undef EVENT
#undef F_U
#undef F_U64
#undef F_ADDR
#undef F_STR
	};

	return offsetof(struct trace_event, begin) + size[type];
}

static int parse_line(const json_t *line, struct trace_story *log, u64 *number)
{
	const char *name = json_string_value(json_object_get(line, "event"));
	const char *label = json_string_value(json_object_get(line, "packet"));
	struct trace_event ev = {.type = 0};
	const struct trace_type_desc *d;
	int type;

	if (!name || !label)
		return -EBADMSG;
	if (!strcmp(name, "lost")) {
		log->lost += (u64)json_integer_value(json_object_get(line, "events"));
		return 0;
	}
	type = type_by_name(name);
	if (type < 0)
		return -EBADMSG;
	ev.type = (u32)type;
	ev.packet = id_of_label(label, number);
	log->now_ns = (u64)json_integer_value(json_object_get(line, "time_ns"));
	d = trace_type_desc(ev.type);
	for (const struct trace_field *f = d->fields; f->name; f++)
		set_field(&ev, f, json_object_get(line, f->name),
			  field_room(d, f, type_end(ev.type)));
	if (ev.type == TRACE_drop)
		ev.drop.reason =
			reason_by_name(json_string_value(json_object_get(line, "reason")) ?: "");
	if (ev.type == TRACE_begin) {
		const char *parent = json_string_value(json_object_get(line, "parent"));

		ev.begin.parent = parent ? id_of_label(parent, NULL) : 0;
	}
	trace_append(log, &ev);
	return 0;
}

int story_parse_json(const char *text, struct trace_story *log, u64 *number)
{
	while (*text) {
		size_t n = strcspn(text, "\n");
		json_t *line = json_loadb(text, n, 0, NULL);
		int err = line ? parse_line(line, log, number) : -EBADMSG;

		json_decref(line);
		if (err)
			return err;
		text += n + (text[n] == '\n');
	}
	return 0;
}
