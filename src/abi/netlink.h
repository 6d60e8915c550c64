/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Netlink as the kernel speaks it, for the families that stand on it (rtnetlink; later nfnetlink
 * and generic netlink).
 *
 * A family gets each request; what it returns becomes the acknowledgement.  Answers are built in a
 * struct nl_out and queued with netlink_unicast(); a dump is a function that is asked for one
 * message at a time, as the program reads.  Everything runs on the owner's thread.
 */
#ifndef QUINTET_ABI_NETLINK_H
#define QUINTET_ABI_NETLINK_H

#include "abi/endpoint.h"
#include "base/types.h"
#include "net/net.h"
#include "net/rtnl.h"

#include <linux/netlink.h>

/* ---- building ---- */

/** struct nl_out - messages in the making; too little room sets @overflow and writes nothing more
 */
struct nl_out {
	u8 *buf;
	u32 len, room;
	u32 start; /* of the message that is being written */
	bool overflow;
};

/** nl_begin() - a message's header and @hdrlen zeroed bytes of the family's own header; => those,
 * or NULL without room */
void *nl_begin(struct nl_out *out, u16 type, u16 flags, u32 portid, u32 seq, u32 hdrlen);
/** nl_end() - fixes its length; nl_cancel() takes it back */
void nl_end(struct nl_out *out);
void nl_cancel(struct nl_out *out);
/** nl_put() - an attribute; => its payload, or NULL without room; @data NULL: zeros */
void *nl_put(struct nl_out *out, u16 type, const void *data, u32 len);
static inline void nl_put_u8(struct nl_out *out, u16 type, u8 v)
{
	nl_put(out, type, &v, sizeof(v));
}
static inline void nl_put_u16(struct nl_out *out, u16 type, u16 v)
{
	nl_put(out, type, &v, sizeof(v));
}
static inline void nl_put_u32(struct nl_out *out, u16 type, u32 v)
{
	nl_put(out, type, &v, sizeof(v));
}
static inline void nl_put_u64(struct nl_out *out, u16 type, u64 v)
{
	nl_put(out, type, &v, sizeof(v));
}
static inline void nl_put_str(struct nl_out *out, u16 type, const char *s)
{
	nl_put(out, type, s, (u32)strlen(s) + 1);
}
/** nl_put_raw() - attributes that were built elsewhere; @len a multiple of NLA_ALIGNTO */
void nl_put_raw(struct nl_out *out, const void *attrs, u32 len);
/** nl_nest() - begin a nest; give what it returns to nl_nest_end() */
u32 nl_nest(struct nl_out *out, u16 type);
void nl_nest_end(struct nl_out *out, u32 nest);
/** nl_nest_cancel() - take the nest and what is in it back */
void nl_nest_cancel(struct nl_out *out, u32 nest);

/* ---- reading ---- */

/**
 * struct nl_policy - what an attribute must look like
 * @kind: NL_ANY: no check; NL_U8 … NL_U64: at least so long; NL_EXACT, NL_MAX: @len; NL_STRING: at
 *	most @len characters
 */
enum nl_kind { NL_ANY, NL_U8, NL_U16, NL_U32, NL_U64, NL_EXACT, NL_MAX, NL_STRING, NL_NESTED };
struct nl_policy {
	u8 kind;
	u16 len;
};

/**
 * nl_parse() - the attributes of @data[@len] into @tb[0 … @max]
 *
 * The last of several wins; types above @max are ignored unless @strict.  => 0, -ERANGE or -EINVAL
 * with the kernel's words.
 */
int nl_parse(const struct nlattr **tb, int max, const void *data, int len,
	     const struct nl_policy *policy, bool strict, struct netlink_ext_ack *extack);
static inline const void *nla_data(const struct nlattr *a)
{
	return (const char *)a + NLA_HDRLEN;
}
static inline int nla_len(const struct nlattr *a)
{
	return (int)a->nla_len - NLA_HDRLEN;
}
static inline u32 nla_u32(const struct nlattr *a)
{
	u32 v;

	memcpy(&v, nla_data(a), sizeof(v));
	return v;
}
static inline u16 nla_u16(const struct nlattr *a)
{
	u16 v;

	memcpy(&v, nla_data(a), sizeof(v));
	return v;
}
static inline u8 nla_u8(const struct nlattr *a)
{
	return *(const u8 *)nla_data(a);
}
static inline u64 nla_u64(const struct nlattr *a)
{
	u64 v;

	memcpy(&v, nla_data(a), sizeof(v));
	return v;
}
/** nla_string() - copy to @dst[@size], always ended; => false: it did not fit */
bool nla_string(char *dst, size_t size, const struct nlattr *a);
static inline const void *nl_payload(const struct nlmsghdr *nlh)
{
	return (const char *)nlh + NLMSG_HDRLEN;
}
static inline int nl_payload_len(const struct nlmsghdr *nlh)
{
	return (int)nlh->nlmsg_len - NLMSG_HDRLEN;
}

/* ---- requests ---- */

struct nl_dump;

/**
 * struct nl_request - one message of a program
 * @portid: who asked
 * @strict: the program wants NETLINK_GET_STRICT_CHK
 */
struct nl_request {
	struct endpoint *ep;
	struct net *net;
	const struct ep_user *user;
	const struct nlmsghdr *nlh;
	u32 portid;
	bool strict;
	struct netlink_ext_ack *extack;
};
static inline struct nl_info nl_request_info(const struct nl_request *req)
{
	return (struct nl_info){req->portid, req->nlh->nlmsg_seq, req->nlh->nlmsg_flags, false};
}

/**
 * struct nl_dump - a dump that is being read
 * @next: append one message to @out and move @ctx on; => 1; 0: that was all; or a negative errno,
 *	which ends the dump
 * @req: the program's request, a copy; @req_len bytes
 */
struct nl_dump {
	int (*next)(struct nl_dump *d, struct nl_out *out);
	struct net *net;
	struct nlmsghdr *req;
	u32 portid, seq;
	u16 answer_flags; /* NLM_F_DUMP_FILTERED … */
	bool strict;
	bool inconsistent; /* NLM_F_DUMP_INTR */
	struct netlink_ext_ack extack;
	u64 ctx[12];
};
/** NL_DUMP_STARTED - what a handler returns after netlink_dump_start(): no acknowledgement */
#define NL_DUMP_STARTED 1

/** netlink_dump_start() - @ctx may be NULL; => NL_DUMP_STARTED, -EBUSY (one is going on), -ENOMEM
 */
int netlink_dump_start(struct nl_request *req, int (*next)(struct nl_dump *, struct nl_out *),
		       const u64 *ctx, u16 answer_flags);
/** netlink_unicast() - queue what @out holds for @ep */
int netlink_unicast(struct endpoint *ep, const struct nl_out *out);
/** netlink_reply() - queue @out for the asker of @req; frees nothing */
int netlink_reply(struct nl_request *req, const struct nl_out *out);
/**
 * netlink_notify() - an event for @group of @protocol
 * @info: the request that caused it, or NULL; with NLM_F_ECHO the asker gets it as an answer
 */
void netlink_notify(struct net *net, int protocol, u32 group, const struct nl_out *out,
		    const struct nl_info *info);
/** netlink_has_listeners() - is anybody in @group? */
bool netlink_has_listeners(struct net *net, int protocol, u32 group);

/**
 * struct nl_family - a netlink protocol
 * @groups: the highest group
 * @rcv: => 0, a negative errno, or NL_DUMP_STARTED
 */
struct nl_family {
	int protocol;
	u32 groups;
	int (*rcv)(struct nl_request *req);
};
/** netlink_register() - => 0, -EEXIST, -ENOSPC */
int __must_check netlink_register(struct net *net, const struct nl_family *family);

int __must_check abi_net_init(struct net *net);
/** abi_net_exit() - closes what endpoints are left; they must not be used any more */
void abi_net_exit(struct net *net);

#endif
