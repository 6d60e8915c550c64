/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Attributes of a link's kind (IFLA_INFO_DATA), for the drivers that read and write them: the
 * message around them is abi/'s.
 */
#ifndef QUINTET_NET_NLATTR_H
#define QUINTET_NET_NLATTR_H

#include "base/types.h"

#include <linux/netlink.h>

/** struct attr_buf - attributes in the making; what does not fit is left out */
struct attr_buf {
	u32 len;
	u8 buf[2048] __attribute__((aligned(4)));
};

static inline void attr_put(struct attr_buf *out, u16 type, const void *data, u32 len)
{
	struct nlattr a = {.nla_len = (u16)(NLA_HDRLEN + len), .nla_type = type};
	u32 room = NLA_ALIGN(a.nla_len);

	if (out->len + room > sizeof(out->buf))
		return;
	memset(out->buf + out->len, 0, room);
	memcpy(out->buf + out->len, &a, sizeof(a));
	if (len)
		memcpy(out->buf + out->len + NLA_HDRLEN, data, len);
	out->len += room;
}
static inline void attr_put_u8(struct attr_buf *out, u16 type, u8 v)
{
	attr_put(out, type, &v, sizeof(v));
}
static inline void attr_put_u16(struct attr_buf *out, u16 type, u16 v)
{
	attr_put(out, type, &v, sizeof(v));
}
static inline void attr_put_u32(struct attr_buf *out, u16 type, u32 v)
{
	attr_put(out, type, &v, sizeof(v));
}
static inline void attr_put_u64(struct attr_buf *out, u16 type, u64 v)
{
	attr_put(out, type, &v, sizeof(v));
}

/** struct attrs - attributes that came in; borrowed */
struct attrs {
	const u8 *data;
	size_t len;
};

/** attrs_next() - the first one of @rest, which is moved behind it; NULL: no more, or damaged */
static inline const struct nlattr *attrs_next(struct attrs *rest, struct attrs *payload)
{
	const struct nlattr *a = (const struct nlattr *)rest->data;
	size_t step;

	if (rest->len < NLA_HDRLEN || a->nla_len < NLA_HDRLEN || a->nla_len > rest->len)
		return NULL;
	*payload = (struct attrs){rest->data + NLA_HDRLEN, a->nla_len - (size_t)NLA_HDRLEN};
	step = NLA_ALIGN(a->nla_len);
	step = step < rest->len ? step : rest->len;
	rest->data += step;
	rest->len -= step;
	return a;
}

/** attrs_find() - the last attribute of @type, as the kernel's table has it; => is it there? */
static inline bool attrs_find(struct attrs in, u16 type, struct attrs *payload)
{
	struct attrs p;
	const struct nlattr *a;
	bool found = false;

	while ((a = attrs_next(&in, &p)))
		if ((a->nla_type & NLA_TYPE_MASK) == type) {
			*payload = p;
			found = true;
		}
	return found;
}

/** attrs_get() - copy @len bytes of an attribute's payload; => is it there, and long enough? */
static inline bool attrs_get(struct attrs in, u16 type, void *to, size_t len)
{
	struct attrs p;

	if (!attrs_find(in, type, &p) || p.len < len)
		return false;
	memcpy(to, p.data, len);
	return true;
}

#endif
