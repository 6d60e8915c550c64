// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * RTM_*NEIGH: neighbours and proxies of both families, shown and set.
 *
 * A request with NTF_PROXY is about addresses that this host answers for; all others about the
 * addresses of its neighbours.
 */
#include "abi/rtnetlink/rtnetlink.h"

#include <linux/neighbour.h>

#define NEIGH_ATTRS NDA_MAX

static const struct nl_policy neigh_policy[NEIGH_ATTRS + 1] = {
	[NDA_DST] = {NL_ANY},	  [NDA_LLADDR] = {NL_MAX, MAX_ADDR_LEN},
	[NDA_PROBES] = {NL_U32},  [NDA_PROTOCOL] = {NL_U8},
	[NDA_IFINDEX] = {NL_U32}, [NDA_MASTER] = {NL_U32},
	[NDA_VLAN] = {NL_U16},	  [NDA_FLAGS_EXT] = {NL_U32},
};

#define NUD_HAS_ADDRESS \
	(NUD_PERMANENT | NUD_NOARP | NUD_REACHABLE | NUD_PROBE | NUD_STALE | NUD_DELAY)

/* ---- showing ---- */

/** struct neigh_msg - the envelope of a message */
struct neigh_msg {
	int type;
	u16 flags;
	u32 portid, seq;
};

static struct ndmsg *begin(struct nl_out *out, const struct neigh_msg *m, int family, u32 flags)
{
	struct ndmsg *ndm = nl_begin(out, (u16)m->type, m->flags, m->portid, m->seq, sizeof(*ndm));

	if (!ndm)
		return NULL;
	ndm->ndm_family = (u8)family;
	ndm->ndm_flags = (u8)flags;
	return ndm;
}

static void end(struct nl_out *out, u8 protocol, u32 flags)
{
	if (protocol)
		nl_put_u8(out, NDA_PROTOCOL, protocol);
	if (flags >> NTF_EXT_SHIFT)
		nl_put_u32(out, NDA_FLAGS_EXT, flags >> NTF_EXT_SHIFT);
	nl_end(out);
}

/* Ages in 1/100 s. */
static u32 age(const struct neighbour *n, u64 when)
{
	return (u32)((n->shard->clock.jiffies - when) * 100 / HZ);
}

static void fill_neigh(struct nl_out *out, const struct neighbour *n, const struct neigh_msg *m)
{
	struct ndmsg *ndm = begin(out, m, neigh_family(n->tbl), n->flags);
	struct nda_cacheinfo ci = {
		.ndm_confirmed = age(n, n->confirmed),
		.ndm_used = age(n, n->used),
		.ndm_updated = age(n, n->updated),
		.ndm_refcnt = n->refs ? n->refs - 1 : 0,
	};

	if (!ndm)
		return;
	ndm->ndm_type = n->type;
	ndm->ndm_ifindex = n->dev->ifindex;
	ndm->ndm_state = n->nud_state;
	nl_put(out, NDA_DST, n->primary_key, neigh_key_len(n->tbl));
	if ((n->nud_state & NUD_HAS_ADDRESS) && n->dev->addr_len)
		nl_put(out, NDA_LLADDR, n->ha, n->dev->addr_len);
	nl_put(out, NDA_CACHEINFO, &ci, sizeof(ci));
	nl_put_u32(out, NDA_PROBES, n->probes);
	end(out, n->protocol, n->flags);
}

static void fill_proxy(struct nl_out *out, const struct neigh_table *tbl,
		       const struct pneigh_entry *pn, const struct neigh_msg *m)
{
	struct ndmsg *ndm = begin(out, m, neigh_family(tbl), pn->flags | NTF_PROXY);

	if (!ndm)
		return;
	ndm->ndm_type = RTN_UNICAST;
	ndm->ndm_ifindex = pn->dev ? pn->dev->ifindex : 0;
	ndm->ndm_state = NUD_NONE;
	nl_put(out, NDA_DST, pn->key, neigh_key_len(tbl));
	end(out, pn->protocol, pn->flags);
}

void rtnl_neigh_event(struct net *net, const struct neighbour *n, int type,
		      const struct nl_info *info)
{
	struct neigh_msg m = {.type = type};
	u8 buf[256];
	struct nl_out out = {.buf = buf, .room = sizeof(buf)};

	if (!netlink_has_listeners(net, NETLINK_ROUTE, RTNLGRP_NEIGH))
		return;
	if (info) {
		m.portid = info->portid;
		m.flags = info->nlmsg_flags & NLM_F_REQUEST;
	}
	fill_neigh(&out, n, &m);
	/* Nobody's answer: the asker hears of it as everybody does. */
	netlink_notify(net, NETLINK_ROUTE, RTNLGRP_NEIGH, &out, NULL);
}

/* ---- all of them ---- */

/* ctx: which table and where in it, only this device, only this family, proxies instead */
enum { DUMP_TABLE, DUMP_BUCKET, DUMP_INDEX, DUMP_DEV, DUMP_FAMILY, DUMP_PROXY };

static const int dump_order[] = {AF_INET, AF_INET6};

static bool dump_wants(const struct nl_dump *d, const struct net_device *dev)
{
	return !d->ctx[DUMP_DEV] || (dev && dev->ifindex == (int)d->ctx[DUMP_DEV]);
}

/* The next entry of @tbl that is wanted, written to @out.  => false: no more */
static bool dump_entry(struct nl_dump *d, struct nl_out *out, struct neigh_table *tbl,
		       const struct neigh_msg *m)
{
	u32 bucket = (u32)d->ctx[DUMP_BUCKET], index = (u32)d->ctx[DUMP_INDEX];
	struct neighbour *n;

	do
		n = neigh_next(tbl, &bucket, &index);
	while (n && !dump_wants(d, n->dev));
	d->ctx[DUMP_BUCKET] = bucket;
	d->ctx[DUMP_INDEX] = index;
	if (n)
		fill_neigh(out, n, m);
	return n != NULL;
}

static bool dump_proxy(struct nl_dump *d, struct nl_out *out, struct neigh_table *tbl,
		       const struct neigh_msg *m)
{
	struct pneigh_entry *pn;

	do
		pn = pneigh_next(tbl, (u32)d->ctx[DUMP_INDEX]++);
	while (pn && !dump_wants(d, pn->dev));
	if (pn)
		fill_proxy(out, tbl, pn, m);
	return pn != NULL;
}

static int dump_neigh(struct nl_dump *d, struct nl_out *out)
{
	const struct neigh_msg m = {RTM_NEWNEIGH, NLM_F_MULTI | d->answer_flags, d->portid, d->seq};

	for (; d->ctx[DUMP_TABLE] < ARRAY_SIZE(dump_order); d->ctx[DUMP_TABLE]++) {
		int family = dump_order[d->ctx[DUMP_TABLE]];
		struct neigh_table *tbl = neigh_find_table(d->net, family);

		if (d->ctx[DUMP_FAMILY] && (int)d->ctx[DUMP_FAMILY] != family)
			continue;
		if (d->ctx[DUMP_PROXY] ? dump_proxy(d, out, tbl, &m) : dump_entry(d, out, tbl, &m))
			return 1;
		d->ctx[DUMP_BUCKET] = d->ctx[DUMP_INDEX] = 0;
	}
	return 0;
}

/* What a program that asked for strictness may not have set. */
static int dump_strict(const struct nl_request *req, const struct ndmsg *ndm,
		       const struct nlattr **tb)
{
	if (ndm->ndm_pad1 || ndm->ndm_pad2 || ndm->ndm_ifindex || ndm->ndm_state || ndm->ndm_type) {
		NL_SET_ERR_MSG(req->extack, "Invalid values in header for neighbor dump request");
		return -EINVAL;
	}
	if (ndm->ndm_flags & ~NTF_PROXY) {
		NL_SET_ERR_MSG(req->extack, "Invalid flags in header for neighbor dump request");
		return -EINVAL;
	}
	for (int i = 0; i <= NEIGH_ATTRS; i++)
		if (tb[i] && i != NDA_IFINDEX && i != NDA_MASTER) {
			NL_SET_ERR_MSG(req->extack,
				       "Unsupported attribute in neighbor dump request");
			return -EINVAL;
		}
	return 0;
}

int rtnl_dumpneigh(struct nl_request *req)
{
	const struct ndmsg *ndm = rtnl_header(req, sizeof(*ndm));
	const struct nlattr *tb[NEIGH_ATTRS + 1];
	u64 ctx[ARRAY_SIZE(((struct nl_dump *)0)->ctx)] = {0};
	int err;

	if (!ndm) {
		ctx[DUMP_FAMILY] = *(const u8 *)nl_payload(req->nlh);
		return netlink_dump_start(req, dump_neigh, ctx, 0);
	}
	err = rtnl_attrs(req, sizeof(*ndm), tb, NEIGH_ATTRS, neigh_policy);
	if (!err && req->strict)
		err = dump_strict(req, ndm, tb);
	if (err)
		return err;
	ctx[DUMP_FAMILY] = ndm->ndm_family;
	ctx[DUMP_PROXY] = ndm->ndm_flags == NTF_PROXY;
	ctx[DUMP_DEV] = tb[NDA_IFINDEX] ? nla_u32(tb[NDA_IFINDEX]) : 0;
	return netlink_dump_start(req, dump_neigh, ctx, ctx[DUMP_DEV] ? NLM_F_DUMP_FILTERED : 0);
}

/* ---- one ---- */

static int fail(const struct nl_request *req, int err, const char *why)
{
	NL_SET_ERR_MSG(req->extack, why);
	return err;
}

/* What a request is about. */
struct neigh_request {
	struct neigh_table *tbl;
	struct net_device *dev;
	const void *pkey;
	u32 flags; /* NTF_* */
	const struct ndmsg *ndm;
	const struct nlattr *tb[NEIGH_ATTRS + 1];
};

static int read_request(struct nl_request *req, struct neigh_request *r)
{
	int err = rtnl_attrs(req, sizeof(*r->ndm), r->tb, NEIGH_ATTRS, neigh_policy);

	if (err)
		return err;
	r->ndm = nl_payload(req->nlh);
	r->flags = r->ndm->ndm_flags;
	if (!r->tb[NDA_DST])
		return fail(req, -EINVAL, "Network address not specified");
	if (r->tb[NDA_FLAGS_EXT]) {
		u32 ext = nla_u32(r->tb[NDA_FLAGS_EXT]);

		if (ext & ~(u32)NTF_EXT_MANAGED)
			return fail(req, -EINVAL, "reserved bit set");
		r->flags |= ext << NTF_EXT_SHIFT;
	}
	r->dev = NULL;
	if (r->ndm->ndm_ifindex) {
		r->dev = dev_get_by_index(req->net, r->ndm->ndm_ifindex);
		if (!r->dev)
			return -ENODEV;
		if (r->tb[NDA_LLADDR] && req->nlh->nlmsg_type == RTM_NEWNEIGH &&
		    nla_len(r->tb[NDA_LLADDR]) < r->dev->addr_len)
			return fail(req, -EINVAL, "Invalid link address");
	}
	r->tbl = neigh_find_table(req->net, r->ndm->ndm_family);
	if (!r->tbl)
		return -EAFNOSUPPORT;
	if (nla_len(r->tb[NDA_DST]) < (int)neigh_key_len(r->tbl))
		return fail(req, -EINVAL, "Invalid network address");
	r->pkey = nla_data(r->tb[NDA_DST]);
	return 0;
}

static int get_strict(struct nl_request *req, const struct ndmsg *ndm)
{
	if (!ndm)
		return fail(req, -EINVAL, "Invalid header for neighbor get request");
	if (ndm->ndm_pad1 || ndm->ndm_pad2 || ndm->ndm_state || ndm->ndm_type)
		return fail(req, -EINVAL, "Invalid values in header for neighbor get request");
	if (ndm->ndm_flags & ~NTF_PROXY)
		return fail(req, -EINVAL, "Invalid flags in header for neighbor get request");
	return 0;
}

/* Table and key of a RTM_GETNEIGH, which has words of its own. */
static int read_get(struct nl_request *req, struct neigh_request *r)
{
	int err = get_strict(req, rtnl_header(req, sizeof(*r->ndm)));

	if (!err)
		err = rtnl_attrs(req, sizeof(*r->ndm), r->tb, NEIGH_ATTRS, neigh_policy);
	if (err)
		return err;
	r->ndm = nl_payload(req->nlh);
	r->tbl = neigh_find_table(req->net, r->ndm->ndm_family);
	if (!r->tbl)
		return fail(req, -EAFNOSUPPORT,
			    "Unsupported family in header for neighbor get request");
	for (int i = 0; i <= NEIGH_ATTRS; i++)
		if (r->tb[i] && i != NDA_DST)
			return fail(req, -EINVAL, "Unsupported attribute in neighbor get request");
	if (r->tb[NDA_DST] && nla_len(r->tb[NDA_DST]) != (int)neigh_key_len(r->tbl))
		return fail(req, -EINVAL, "Invalid network address in neighbor get request");
	r->dev = NULL;
	if (r->ndm->ndm_ifindex) {
		r->dev = dev_get_by_index(req->net, r->ndm->ndm_ifindex);
		if (!r->dev)
			return fail(req, -ENODEV, "Unknown device ifindex");
	}
	if (!r->tb[NDA_DST])
		return fail(req, -EINVAL, "Network address not specified");
	r->pkey = nla_data(r->tb[NDA_DST]);
	return 0;
}

static int get_proxy(struct nl_request *req, const struct neigh_request *r, struct nl_out *out,
		     const struct neigh_msg *m)
{
	const struct pneigh_entry *pn = pneigh_lookup(r->tbl, r->pkey, r->dev);

	if (!pn)
		return fail(req, -ENOENT, "Proxy neighbour entry not found");
	fill_proxy(out, r->tbl, pn, m);
	return netlink_reply(req, out);
}

int rtnl_getneigh(struct nl_request *req)
{
	const struct neigh_msg m = {RTM_NEWNEIGH, 0, req->portid, req->nlh->nlmsg_seq};
	struct neigh_request r;
	struct neighbour *n;
	u8 buf[256];
	struct nl_out out = {.buf = buf, .room = sizeof(buf)};
	int err = read_get(req, &r);

	if (err)
		return err;
	if (r.ndm->ndm_flags & NTF_PROXY)
		return get_proxy(req, &r, &out, &m);
	if (!r.dev)
		return fail(req, -EINVAL, "No device specified");
	n = neigh_lookup(r.tbl, r.pkey, r.dev);
	if (!n)
		return fail(req, -ENOENT, "Neighbour entry not found");
	fill_neigh(&out, n, &m);
	return netlink_reply(req, &out);
}

static int add_proxy(struct nl_request *req, const struct neigh_request *r)
{
	struct pneigh_entry *pn;

	if (r->flags & NTF_MANAGED)
		return fail(req, -EINVAL, "Invalid NTF_* flag combination");
	pn = pneigh_create(r->tbl, r->pkey, r->dev);
	if (!pn)
		return -ENOBUFS;
	pn->flags = r->flags;
	if (r->tb[NDA_PROTOCOL])
		pn->protocol = nla_u8(r->tb[NDA_PROTOCOL]);
	return 0;
}

/* The entry that is to be changed, made if it may be. */
static int find_or_make(struct nl_request *req, const struct neigh_request *r,
			struct neighbour **found)
{
	bool permanent = (r->ndm->ndm_state & NUD_PERMANENT) != 0;

	*found = neigh_lookup(r->tbl, r->pkey, r->dev);
	if (*found)
		return req->nlh->nlmsg_flags & NLM_F_EXCL ? -EEXIST : 0;
	if (!(req->nlh->nlmsg_flags & NLM_F_CREATE))
		return -ENOENT;
	if (permanent && (r->flags & NTF_MANAGED))
		return fail(req, -EINVAL, "Invalid NTF_* flag for permanent entry");
	*found = permanent || (r->flags & NTF_EXT_LEARNED)
			 ? neigh_create_static(r->tbl, r->pkey, r->dev)
			 : neigh_create(r->tbl, r->pkey, r->dev);
	return *found ? 0 : -ENOBUFS;
}

static u32 update_flags(u32 ntf, bool override)
{
	u32 flags = NEIGH_UPDATE_F_ADMIN;

	if (override)
		flags |= NEIGH_UPDATE_F_OVERRIDE | NEIGH_UPDATE_F_OVERRIDE_ISROUTER;
	if (ntf & NTF_EXT_LEARNED)
		flags |= NEIGH_UPDATE_F_EXT_LEARNED;
	if (ntf & NTF_ROUTER)
		flags |= NEIGH_UPDATE_F_ISROUTER;
	if (ntf & NTF_MANAGED)
		flags |= NEIGH_UPDATE_F_MANAGED;
	if (ntf & NTF_USE)
		flags |= NEIGH_UPDATE_F_USE;
	return flags;
}

int rtnl_newneigh(struct nl_request *req)
{
	struct neigh_request r;
	const u8 *lladdr = NULL;
	struct neighbour *n;
	bool override;
	int err = read_request(req, &r);

	if (err)
		return err;
	if (r.flags & NTF_PROXY)
		return add_proxy(req, &r);
	if (!r.dev)
		return fail(req, -EINVAL, "Device not specified");
	override = (req->nlh->nlmsg_flags & NLM_F_REPLACE) || !neigh_lookup(r.tbl, r.pkey, r.dev);
	err = find_or_make(req, &r, &n);
	if (err)
		return err;
	if (r.tb[NDA_PROTOCOL])
		n->protocol = nla_u8(r.tb[NDA_PROTOCOL]);
	if (r.tb[NDA_LLADDR])
		lladdr = nla_data(r.tb[NDA_LLADDR]);
	err = neigh_update(n, lladdr, (u8)r.ndm->ndm_state, update_flags(r.flags, override),
			   req->portid);
	if (err == -EINVAL)
		return fail(req, err, "No link layer address given");
	if (!err && (r.flags & (NTF_USE | NTF_MANAGED)))
		neigh_event_send(n, NULL);
	return err;
}

int rtnl_delneigh(struct nl_request *req)
{
	struct neigh_request r;
	struct neighbour *n;
	int err = read_request(req, &r);

	if (err)
		return err;
	if (r.flags & NTF_PROXY)
		return pneigh_delete(r.tbl, r.pkey, r.dev);
	if (!r.dev)
		return -EINVAL;
	n = neigh_lookup(r.tbl, r.pkey, r.dev);
	if (!n)
		return -ENOENT;
	err = neigh_update(n, NULL, NUD_FAILED, NEIGH_UPDATE_F_ADMIN | NEIGH_UPDATE_F_OVERRIDE,
			   req->portid);
	return err ? err : neigh_delete(r.tbl, r.pkey, r.dev);
}
