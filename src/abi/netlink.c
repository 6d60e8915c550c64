// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The netlink socket: requests in, acknowledgements, answers, dumps and events out; see netlink.h.
 *
 * Conventions that programs rely on (ABI.md section 2): an acknowledgement carries the request's
 * header and NLM_F_CAPPED; an error carries the whole request unless NETLINK_CAP_ACK is set; words
 * follow as attributes if NETLINK_EXT_ACK is set.  A dump's datagrams hold at most 3776 bytes, the
 * last one DONE.  Nothing of a dump is produced before it is read, so a program that reads slowly
 * costs no memory.
 */
#include "abi/netlink.h"

#include "abi/abi_internal.h"

#include <stdlib.h>

#define DUMP_DATAGRAM 3776u
#define DUMP_ROOM     65536u /* a single message may be that long */
#define MAX_GROUPS    64u
#ifndef SOL_NETLINK
#define SOL_NETLINK 270
#endif

/* ---- building ---- */

static void *out_room(struct nl_out *out, u32 len)
{
	u32 padded = NLMSG_ALIGN(len);
	void *p = out->buf + out->len;

	if (out->overflow || padded < len || padded > out->room - out->len) {
		out->overflow = true;
		return NULL;
	}
	memset(p, 0, padded);
	out->len += padded;
	return p;
}

void *nl_begin(struct nl_out *out, u16 type, u16 flags, u32 portid, u32 seq, u32 hdrlen)
{
	struct nlmsghdr *nlh;

	out->start = out->len;
	nlh = out_room(out, NLMSG_HDRLEN + hdrlen);
	if (!nlh)
		return NULL;
	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = flags;
	nlh->nlmsg_pid = portid;
	nlh->nlmsg_seq = seq;
	return (char *)nlh + NLMSG_HDRLEN;
}

void nl_end(struct nl_out *out)
{
	if (!out->overflow)
		((struct nlmsghdr *)(out->buf + out->start))->nlmsg_len = out->len - out->start;
}

void nl_cancel(struct nl_out *out)
{
	out->len = out->start;
	out->overflow = false;
}

void *nl_put(struct nl_out *out, u16 type, const void *data, u32 len)
{
	struct nlattr *a = out_room(out, NLA_HDRLEN + len);

	if (!a)
		return NULL;
	a->nla_type = type;
	a->nla_len = (u16)(NLA_HDRLEN + len);
	if (data)
		memcpy((char *)a + NLA_HDRLEN, data, len);
	return (char *)a + NLA_HDRLEN;
}

void nl_put_raw(struct nl_out *out, const void *attrs, u32 len)
{
	void *to = out_room(out, len);

	if (to)
		memcpy(to, attrs, len);
}

u32 nl_nest(struct nl_out *out, u16 type)
{
	u32 at = out->len;

	nl_put(out, type, NULL, 0);
	return at;
}

void nl_nest_end(struct nl_out *out, u32 nest)
{
	if (!out->overflow)
		((struct nlattr *)(out->buf + nest))->nla_len = (u16)(out->len - nest);
}

void nl_nest_cancel(struct nl_out *out, u32 nest)
{
	if (!out->overflow)
		out->len = nest;
}

/* ---- reading ---- */

bool nla_string(char *dst, size_t size, const struct nlattr *a)
{
	size_t len = strnlen(nla_data(a), (size_t)nla_len(a));

	if (len >= size)
		return false;
	memset(dst, 0, size);
	memcpy(dst, nla_data(a), len);
	return true;
}

static int check_len(const struct nlattr *a, const struct nl_policy *p)
{
	static const u8 least[] = {[NL_U8] = 1, [NL_U16] = 2, [NL_U32] = 4, [NL_U64] = 8};
	int len = nla_len(a);

	switch (p->kind) {
	case NL_U8:
	case NL_U16:
	case NL_U32:
	case NL_U64:
		return len < least[p->kind] ? -ERANGE : 0;
	case NL_EXACT:
		return len < p->len ? -ERANGE : 0;
	case NL_MAX:
		return len > p->len ? -ERANGE : 0;
	case NL_STRING:
		if (p->len && (int)strnlen(nla_data(a), (size_t)len) > p->len)
			return -ERANGE;
		return 0;
	default:
		return 0;
	}
}

int nl_parse(const struct nlattr **tb, int max, const void *data, int len,
	     const struct nl_policy *policy, bool strict, struct netlink_ext_ack *extack)
{
	const char *p = data;

	memset(tb, 0, sizeof(*tb) * (size_t)(max + 1));
	while (len >= NLA_HDRLEN) {
		const struct nlattr *a = (const void *)p;
		int type = a->nla_type & NLA_TYPE_MASK, step = NLA_ALIGN(a->nla_len);

		if (a->nla_len < NLA_HDRLEN || a->nla_len > len)
			break;
		if (type > max && strict) {
			NL_SET_ERR_MSG(extack, "Unknown attribute type");
			if (extack)
				extack->bad_attr = a;
			return -EINVAL;
		}
		if (type && type <= max) {
			int err = policy ? check_len(a, &policy[type]) : 0;

			if (err) {
				NL_SET_ERR_MSG(extack, "Attribute failed policy validation");
				if (extack)
					extack->bad_attr = a;
				return err;
			}
			tb[type] = a;
		}
		p += step;
		len -= step;
	}
	if (len > 0 && strict) {
		NL_SET_ERR_MSG(extack, "bytes leftover after parsing attributes");
		return -EINVAL;
	}
	return 0;
}

/* ---- the queue ---- */

static void wake(struct endpoint *ep)
{
	if (ep->wake)
		ep->wake(ep->wake_ctx);
}

static int enqueue(struct endpoint *ep, const void *data, u32 len, u32 group)
{
	struct nl_dgram *d = malloc(sizeof(*d) + len);

	if (!d)
		return -ENOMEM;
	*d = (struct nl_dgram){.len = len, .group = group};
	memcpy(d->data, data, len);
	*ep->nl.last = d;
	ep->nl.last = &d->next;
	ep->nl.queued += len;
	wake(ep);
	return 0;
}

static void drop_first(struct nl_sock *nl)
{
	struct nl_dgram *d = nl->first;

	nl->first = d->next;
	if (!nl->first)
		nl->last = &nl->first;
	nl->queued -= d->len;
	free(d);
}

int netlink_unicast(struct endpoint *ep, const struct nl_out *out)
{
	if (out->overflow)
		return -EMSGSIZE;
	return out->len ? enqueue(ep, out->buf, out->len, 0) : 0;
}

int netlink_reply(struct nl_request *req, const struct nl_out *out)
{
	return netlink_unicast(req->ep, out);
}

/* ---- events ---- */

static bool in_group(const struct endpoint *ep, int protocol, u32 group)
{
	return ep->domain == AF_NETLINK && ep->protocol == protocol &&
	       (ep->nl.groups & (1ull << (group - 1)));
}

bool netlink_has_listeners(struct net *net, int protocol, u32 group)
{
	struct endpoint *ep;

	cds_list_for_each_entry (ep, &abi_state(net)->endpoints, list)
		if (in_group(ep, protocol, group))
			return true;
	return false;
}

static void deliver_event(struct endpoint *ep, const struct nl_out *out, u32 group)
{
	if (ep->nl.queued + out->len > ep->rcvbuf || enqueue(ep, out->buf, out->len, group)) {
		ep->nl.overrun = !ep->nl.no_enobufs;
		wake(ep);
	}
}

void netlink_notify(struct net *net, int protocol, u32 group, const struct nl_out *out,
		    const struct nl_info *info)
{
	bool echo = info && (info->nlmsg_flags & NLM_F_ECHO);
	struct endpoint *ep;

	if (out->overflow)
		return;
	cds_list_for_each_entry (ep, &abi_state(net)->endpoints, list) {
		bool asker = ep->domain == AF_NETLINK && ep->protocol == protocol && info &&
			     ep->nl.portid == info->portid;

		if (echo && asker)
			enqueue(ep, out->buf, out->len, 0);
		else if (in_group(ep, protocol, group))
			deliver_event(ep, out, group);
	}
}

/* ---- acknowledgements ---- */

static void put_words(struct nl_out *out, const struct nl_sock *nl, const struct nlmsghdr *req,
		      const struct netlink_ext_ack *extack, int err)
{
	struct nlmsghdr *nlh = (struct nlmsghdr *)(out->buf + out->start);
	u32 before = out->len;

	if (!nl->ext_ack || !extack)
		return;
	if (extack->msg)
		nl_put_str(out, NLMSGERR_ATTR_MSG, extack->msg);
	if (err && req && extack->bad_attr) {
		const char *bad = extack->bad_attr, *begin = (const char *)req;

		if (bad > begin && bad < begin + req->nlmsg_len)
			nl_put_u32(out, NLMSGERR_ATTR_OFFS, (u32)(bad - begin));
	}
	if (out->len != before)
		nlh->nlmsg_flags |= NLM_F_ACK_TLVS;
}

static void send_ack(struct endpoint *ep, const struct nlmsghdr *req, int err,
		     const struct netlink_ext_ack *extack)
{
	bool whole = err && !ep->nl.cap_ack;
	u32 echoed = whole ? req->nlmsg_len : NLMSG_HDRLEN;
	struct nl_out out = {.room = NLMSG_HDRLEN + sizeof(struct nlmsgerr) + NLMSG_ALIGN(echoed) +
				     512};
	struct nlmsgerr *e;

	out.buf = malloc(out.room);
	if (!out.buf)
		return;
	e = nl_begin(&out, NLMSG_ERROR, whole ? 0 : NLM_F_CAPPED, ep->nl.portid, req->nlmsg_seq,
		     sizeof(e->error) + echoed);
	e->error = err;
	memcpy(&e->msg, req, echoed);
	put_words(&out, &ep->nl, req, extack, err);
	nl_end(&out);
	netlink_unicast(ep, &out);
	free(out.buf);
}

/* ---- dumps ---- */

int netlink_dump_start(struct nl_request *req, int (*next)(struct nl_dump *, struct nl_out *),
		       const u64 *ctx, u16 answer_flags)
{
	struct nl_sock *nl = &req->ep->nl;
	struct nlmsghdr *copy;

	if (nl->dumping)
		return -EBUSY;
	copy = malloc(req->nlh->nlmsg_len);
	if (!copy)
		return -ENOMEM;
	memcpy(copy, req->nlh, req->nlh->nlmsg_len);
	nl->dump = (struct nl_dump){
		.next = next,
		.net = req->net,
		.req = copy,
		.portid = req->portid,
		.seq = req->nlh->nlmsg_seq,
		.answer_flags = answer_flags,
		.strict = req->strict,
	};
	if (ctx)
		memcpy(nl->dump.ctx, ctx, sizeof(nl->dump.ctx));
	nl->dumping = true;
	wake(req->ep);
	return NL_DUMP_STARTED;
}

static void dump_end(struct nl_sock *nl)
{
	free(nl->dump.req);
	nl->dump.req = NULL;
	nl->dumping = false;
}

static void put_done(struct endpoint *ep, struct nl_out *out, int err)
{
	struct nl_dump *d = &ep->nl.dump;
	u16 flags = NLM_F_MULTI | d->answer_flags | (d->inconsistent ? NLM_F_DUMP_INTR : 0);
	int *e = nl_begin(out, NLMSG_DONE, flags, d->portid, d->seq, sizeof(*e));

	if (!e)
		return;
	*e = err;
	if (err)
		put_words(out, &ep->nl, d->req, &d->extack, err);
	nl_end(out);
}

/* Messages until the datagram is full; the one that did not fit is asked for again later. */
static int dump_fill(struct nl_dump *d, struct nl_out *out)
{
	for (;;) {
		u64 before[ARRAY_SIZE(d->ctx)];
		u32 len = out->len;
		int ret;

		memcpy(before, d->ctx, sizeof(before));
		ret = d->next(d, out);
		if (ret <= 0)
			return ret;
		if (out->overflow || (len && out->len > DUMP_DATAGRAM)) {
			if (!len)
				return -EMSGSIZE;
			out->len = len;
			out->overflow = false;
			memcpy(d->ctx, before, sizeof(before));
			return 1;
		}
	}
}

/* The next datagram of the dump, into the queue. */
static int dump_more(struct endpoint *ep)
{
	struct nl_out out = {.room = DUMP_ROOM, .buf = malloc(DUMP_ROOM)};
	int ret;

	if (!out.buf)
		return -ENOBUFS;
	ret = dump_fill(&ep->nl.dump, &out);
	if (ret <= 0) {
		put_done(ep, &out, ret);
		dump_end(&ep->nl);
	}
	ret = netlink_unicast(ep, &out);
	free(out.buf);
	return ret;
}

/* ---- requests ---- */

static int dispatch(struct endpoint *ep, const struct ep_user *user, const struct nlmsghdr *nlh,
		    struct netlink_ext_ack *extack)
{
	struct nl_request req = {
		.ep = ep,
		.net = ep->net,
		.user = user,
		.nlh = nlh,
		.portid = ep->nl.portid,
		.strict = ep->nl.strict_check,
		.extack = extack,
	};

	if (!(nlh->nlmsg_flags & NLM_F_REQUEST) || nlh->nlmsg_type < NLMSG_MIN_TYPE)
		return 0;
	return ep->nl.family->rcv(&req);
}

ssize_t ep_nl_send(struct endpoint *ep, const struct ep_user *user, const void *buf, size_t len)
{
	const char *p = buf;
	size_t left = len;
	char *copy = NULL;

	if (ep->domain != AF_NETLINK)
		return -EOPNOTSUPP;
	if (len > ep->sndbuf)
		return -EMSGSIZE;
	if (!ep->nl.bound) {
		int err = ep_nl_bind(ep, user, 0, 0);

		if (err)
			return err;
	}
	/* Handlers read headers in place: give them alignment. */
	if ((uintptr_t)buf % 8) {
		copy = malloc(len);
		if (!copy)
			return -ENOBUFS;
		p = memcpy(copy, buf, len);
	}
	while (left >= NLMSG_HDRLEN) {
		const struct nlmsghdr *nlh = (const void *)p;
		struct netlink_ext_ack extack = {0};
		size_t step;
		int ret;

		if (nlh->nlmsg_len < NLMSG_HDRLEN || nlh->nlmsg_len > left)
			break;
		ret = dispatch(ep, user, nlh, &extack);
		if (ret < 0 || (!ret && (nlh->nlmsg_flags & NLM_F_ACK)))
			send_ack(ep, nlh, ret, &extack);
		step = NLMSG_ALIGN(nlh->nlmsg_len);
		if (step > left)
			break;
		p += step;
		left -= step;
	}
	free(copy);
	return (ssize_t)len;
}

ssize_t ep_nl_recv(struct endpoint *ep, void *buf, size_t len, bool peek, uint32_t *group)
{
	struct nl_sock *nl = &ep->nl;
	struct nl_dgram *d;
	ssize_t whole;

	if (ep->domain != AF_NETLINK)
		return -EOPNOTSUPP;
	if (nl->overrun) {
		nl->overrun = false;
		return -ENOBUFS;
	}
	if (!nl->first && nl->dumping) {
		int err = dump_more(ep);

		if (err)
			return err;
	}
	d = nl->first;
	if (!d)
		return -EAGAIN;
	if (len)
		memcpy(buf, d->data, d->len < len ? d->len : len);
	if (group)
		*group = d->group;
	whole = d->len;
	if (!peek)
		drop_first(nl);
	return whole;
}

/* ---- names ---- */

static bool portid_taken(struct net *net, int protocol, u32 portid)
{
	struct endpoint *ep;

	cds_list_for_each_entry (ep, &abi_state(net)->endpoints, list)
		if (ep->domain == AF_NETLINK && ep->protocol == protocol && ep->nl.bound &&
		    ep->nl.portid == portid)
			return true;
	return false;
}

static u32 choose_portid(struct endpoint *ep, const struct ep_user *user)
{
	struct abi_state *st = abi_state(ep->net);

	if (user->pid > 0 && !portid_taken(ep->net, ep->protocol, (u32)user->pid))
		return (u32)user->pid;
	do
		st->rover = st->rover > (u32)-4096 || st->rover < 0x80000000u ? (u32)-4097
									      : st->rover - 1;
	while (portid_taken(ep->net, ep->protocol, st->rover));
	return st->rover;
}

int ep_nl_bind(struct endpoint *ep, const struct ep_user *user, uint32_t portid, uint32_t groups)
{
	struct nl_sock *nl = &ep->nl;

	if (ep->domain != AF_NETLINK)
		return -EOPNOTSUPP;
	if (nl->bound) {
		if (portid && portid != nl->portid)
			return -EINVAL;
	} else {
		if (portid && portid_taken(ep->net, ep->protocol, portid))
			return -EADDRINUSE;
		nl->portid = portid ? portid : choose_portid(ep, user);
		nl->bound = true;
	}
	nl->groups = (nl->groups & ~0xffffffffull) | groups;
	return 0;
}

int ep_nl_getsockname(const struct endpoint *ep, uint32_t *portid, uint32_t *groups)
{
	if (ep->domain != AF_NETLINK)
		return -EOPNOTSUPP;
	*portid = ep->nl.bound ? ep->nl.portid : 0;
	*groups = (u32)ep->nl.groups;
	return 0;
}

/* ---- options ---- */

static bool *flag_option(struct nl_sock *nl, int optname)
{
	switch (optname) {
	case NETLINK_PKTINFO:
		return &nl->pktinfo;
	case NETLINK_BROADCAST_ERROR:
		return &nl->broadcast_error;
	case NETLINK_NO_ENOBUFS:
		return &nl->no_enobufs;
	case NETLINK_LISTEN_ALL_NSID:
		return &nl->listen_all;
	case NETLINK_CAP_ACK:
		return &nl->cap_ack;
	case NETLINK_EXT_ACK:
		return &nl->ext_ack;
	case NETLINK_GET_STRICT_CHK:
		return &nl->strict_check;
	default:
		return NULL;
	}
}

static int change_membership(struct nl_sock *nl, u32 group, bool add)
{
	if (!group || group > nl->family->groups || group > MAX_GROUPS)
		return -EINVAL;
	if (add)
		nl->groups |= 1ull << (group - 1);
	else
		nl->groups &= ~(1ull << (group - 1));
	return 0;
}

int netlink_setsockopt(struct endpoint *ep, const struct ep_user *user, int optname, u64 optval,
		       u32 optlen)
{
	bool *flag = flag_option(&ep->nl, optname);
	u32 value = 0;

	if (optlen >= sizeof(value) && user->copy_from(user->ctx, &value, optval, sizeof(value)))
		return -EFAULT;
	if (optname == NETLINK_ADD_MEMBERSHIP || optname == NETLINK_DROP_MEMBERSHIP)
		return change_membership(&ep->nl, value, optname == NETLINK_ADD_MEMBERSHIP);
	if (!flag)
		return -ENOPROTOOPT;
	*flag = value != 0;
	if (optname == NETLINK_NO_ENOBUFS && value)
		ep->nl.overrun = false;
	return 0;
}

static int get_memberships(struct endpoint *ep, const struct ep_user *user, u64 optval, u32 *optlen)
{
	u32 words = (ep->nl.family->groups + 31) / 32, room = *optlen / 4;

	for (u32 i = 0; i < words && i < room; i++) {
		u32 v = i < 2 ? (u32)(ep->nl.groups >> (32 * i)) : 0;

		if (user->copy_to(user->ctx, optval + 4 * i, &v, sizeof(v)))
			return -EFAULT;
	}
	*optlen = words * 4;
	return 0;
}

int netlink_getsockopt(struct endpoint *ep, const struct ep_user *user, int optname, u64 optval,
		       u32 *optlen)
{
	bool *flag = flag_option(&ep->nl, optname);
	u32 value;

	if (optname == NETLINK_LIST_MEMBERSHIPS)
		return get_memberships(ep, user, optval, optlen);
	if (!flag)
		return -ENOPROTOOPT;
	if (*optlen < sizeof(value))
		return -EINVAL;
	value = *flag;
	*optlen = sizeof(value);
	return user->copy_to(user->ctx, optval, &value, sizeof(value)) ? -EFAULT : 0;
}

/* ---- life ---- */

const struct nl_family *netlink_family(struct net *net, int protocol)
{
	struct abi_state *st = abi_state(net);

	for (unsigned int i = 0; i < st->families; i++)
		if (st->family[i]->protocol == protocol)
			return st->family[i];
	return NULL;
}

int netlink_register(struct net *net, const struct nl_family *family)
{
	struct abi_state *st = abi_state(net);

	if (netlink_family(net, family->protocol))
		return -EEXIST;
	if (st->families == ABI_MAX_FAMILIES)
		return -ENOSPC;
	st->family[st->families++] = family;
	return 0;
}

void netlink_open(struct endpoint *ep)
{
	ep->nl.family = netlink_family(ep->net, ep->protocol);
	ep->nl.last = &ep->nl.first;
}

void netlink_close(struct endpoint *ep)
{
	if (ep->domain != AF_NETLINK)
		return;
	if (ep->nl.dumping)
		dump_end(&ep->nl);
	while (ep->nl.first)
		drop_first(&ep->nl);
}
