/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stories: every decision about a packet as an event.
 *
 * A packet whose story is wanted carries a pointer to a log (sk_buff.story); all others carry NULL,
 * and telling costs one predictable branch.  Events are appended to the log in the order in which
 * things happen; packets made inside another one's way are told apart by their id.  Text and JSON
 * are renderings of the log (explain/).
 *
 *	if (unlikely(skb->story))
 *		TRACE(skb, change, .by = "TTL", .field = "ttl", …);
 */
#ifndef QUINTET_TRACE_TRACE_H
#define QUINTET_TRACE_TRACE_H

#include "base/types.h"
#include "trace/drop_reason.h"

/**
 * struct trace_addr - an address as events hold it
 * @family: AF_INET, AF_INET6, or 0: none
 * @v4, @v6: network byte order
 */
struct trace_addr {
	__u32 family;
	union {
		__be32 v4;
		struct in6_addr v6;
	};
};

#define F_U(e, f)      __u32 f;
#define F_U64(e, f)    __u64 f;
#define F_ADDR(e, f)   struct trace_addr f;
#define F_STR(e, f, n) char f[n];
#define EVENT(e, fields)   \
	struct trace_##e { \
		fields     \
	};
#include "trace/events.def"
#undef EVENT

enum trace_type {
#define EVENT(e, fields) TRACE_##e,
#include "trace/events.def"
#undef EVENT
	TRACE_TYPES
};
#undef F_U
#undef F_U64
#undef F_ADDR
#undef F_STR

/**
 * struct trace_event - one event
 * @packet: id of the packet it is about
 * @time_ns: trace_story.now_ns, the real clock
 * @type: which member of the union
 */
struct trace_event {
	u64 packet;
	u64 time_ns;
	u32 type;
	union {
#define F_U(e, f)
#define F_U64(e, f)
#define F_ADDR(e, f)
#define F_STR(e, f, n)
#define EVENT(e, fields) struct trace_##e e;
#include "trace/events.def"
#undef EVENT
#undef F_U
#undef F_U64
#undef F_ADDR
#undef F_STR
	};
};

enum trace_field_kind { TRACE_U32, TRACE_U64, TRACE_ADDR, TRACE_STRING };

struct trace_field {
	const char *name;
	enum trace_field_kind kind;
	u16 offset; /* from the start of struct trace_event */
};

struct trace_type_desc {
	const char *name;
	const struct trace_field *fields; /* ended by a NULL name */
};

/** trace_type_desc() - the description of an event type, NULL out of range */
const struct trace_type_desc *trace_type_desc(unsigned int type);

/**
 * struct trace_story - where events go; belongs to one thread
 * @max: events kept; the rest is counted in @lost
 */
struct trace_story {
	struct trace_event *event;
	size_t count, room, max;
	u64 lost;
	u64 now_ns; /* stamps the events; set by whoever feeds packets */
};

struct trace_story *trace_story_create(size_t max);
void trace_story_destroy(struct trace_story *s);
void trace_story_clear(struct trace_story *s);
/** trace_append() - a copy of @ev goes to the end of @log */
void trace_append(struct trace_story *s, const struct trace_event *ev);
/** trace_text() - fill a string field: snprintf() that returns its buffer */
void trace_text(char *field, size_t size, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/** trace_ip4(), trace_ip6() - an address for an event; *_unless_any: an unspecified one is none */
static inline struct trace_addr trace_ip4(__be32 addr)
{
	return (struct trace_addr){.family = AF_INET, .v4 = addr};
}
static inline struct trace_addr trace_ip6(const struct in6_addr *addr)
{
	return (struct trace_addr){.family = AF_INET6, .v6 = *addr};
}
static inline struct trace_addr trace_ip4_unless_any(__be32 addr)
{
	return addr ? trace_ip4(addr) : (struct trace_addr){.family = 0};
}
static inline struct trace_addr trace_ip6_unless_any(const struct in6_addr *addr)
{
	const u32 *w = addr->s6_addr32;

	return w[0] | w[1] | w[2] | w[3] ? trace_ip6(addr) : (struct trace_addr){.family = 0};
}
/** trace_addr_text() - "10.0.0.1", "2001:db8::1", "" for none; => @buf */
#define TRACE_ADDR_LEN 46
const char *trace_addr_text(const struct trace_addr *a, char buf[TRACE_ADDR_LEN]);
/** trace_addr_parse() - the other way; "" is none; => 0, -EINVAL */
int __must_check trace_addr_parse(const char *text, struct trace_addr *a);

#endif
