// SPDX-License-Identifier: GPL-2.0-or-later
/* RTM_*NEIGH: neighbours of both families, shown and set. */
#include "abi/rtnetlink/rtnetlink.h"

#include <linux/neighbour.h>

#define NEIGH_ATTRS NDA_MAX

static const struct nl_policy neigh_policy[NEIGH_ATTRS + 1] = {
	[NDA_DST] = {NL_ANY},	  [NDA_LLADDR] = {NL_MAX, MAX_ADDR_LEN},
	[NDA_PROBES] = {NL_U32},  [NDA_PROTOCOL] = {NL_U8},
	[NDA_IFINDEX] = {NL_U32}, [NDA_MASTER] = {NL_U32},
};

#define NUD_HAS_ADDRESS \
	(NUD_PERMANENT | NUD_NOARP | NUD_REACHABLE | NUD_PROBE | NUD_STALE | NUD_DELAY)

/* ---- showing ---- */

static void fill_neigh(struct nl_out *out, struct net *net, const struct neighbour *n, int type,
		       u16 flags, u32 portid, u32 seq)
{
	u64 now = net_shard0(net)->clock.jiffies;
	struct ndmsg *ndm = nl_begin(out, (u16)type, flags, portid, seq, sizeof(*ndm));
	/* Ages in 1/100 s. */
	struct nda_cacheinfo ci = {
		.ndm_confirmed = (u32)((now - n->confirmed) * 100 / HZ),
		.ndm_used = (u32)((now - n->used) * 100 / HZ),
		.ndm_updated = (u32)((now - n->updated) * 100 / HZ),
		.ndm_refcnt = n->refs ? n->refs - 1 : 0,
	};

	if (!ndm)
		return;
	ndm->ndm_family = (u8)neigh_family(n->tbl);
	ndm->ndm_flags = n->flags;
	ndm->ndm_type = n->type;
	ndm->ndm_ifindex = n->dev->ifindex;
	ndm->ndm_state = n->nud_state;
	nl_put(out, NDA_DST, n->primary_key, neigh_key_len(n->tbl));
	if ((n->nud_state & NUD_HAS_ADDRESS) && n->dev->addr_len)
		nl_put(out, NDA_LLADDR, n->ha, n->dev->addr_len);
	nl_put(out, NDA_CACHEINFO, &ci, sizeof(ci));
	nl_put_u32(out, NDA_PROBES, n->probes);
	if (n->protocol)
		nl_put_u8(out, NDA_PROTOCOL, n->protocol);
	nl_end(out);
}

void rtnl_neigh_event(struct net *net, const struct neighbour *n, int type,
		      const struct nl_info *info)
{
	u8 buf[256];
	struct nl_out out = {.buf = buf, .room = sizeof(buf)};

	if (!netlink_has_listeners(net, NETLINK_ROUTE, RTNLGRP_NEIGH))
		return;
	fill_neigh(&out, net, n, type, 0, info ? info->portid : 0, info ? info->seq : 0);
	netlink_notify(net, NETLINK_ROUTE, RTNLGRP_NEIGH, &out, info);
}

/* ctx: which table and where in it, only this device, only this family */
enum { DUMP_TABLE, DUMP_BUCKET, DUMP_INDEX, DUMP_DEV, DUMP_FAMILY };

static const int dump_order[] = {AF_INET, AF_INET6};

/* The next entry of the table that the dump is at. */
static struct neighbour *dump_next(struct nl_dump *d)
{
	int family = dump_order[d->ctx[DUMP_TABLE]];
	u32 bucket = (u32)d->ctx[DUMP_BUCKET], index = (u32)d->ctx[DUMP_INDEX];
	struct neighbour *n = NULL;

	if (d->ctx[DUMP_FAMILY] && (int)d->ctx[DUMP_FAMILY] != family)
		return NULL;
	do
		n = neigh_next(neigh_find_table(d->net, family), &bucket, &index);
	while (n && d->ctx[DUMP_DEV] && n->dev->ifindex != (int)d->ctx[DUMP_DEV]);
	d->ctx[DUMP_BUCKET] = bucket;
	d->ctx[DUMP_INDEX] = index;
	return n;
}

static int dump_neigh(struct nl_dump *d, struct nl_out *out)
{
	struct neighbour *n;

	for (; d->ctx[DUMP_TABLE] < ARRAY_SIZE(dump_order); d->ctx[DUMP_TABLE]++) {
		n = dump_next(d);
		if (n) {
			fill_neigh(out, d->net, n, RTM_NEWNEIGH, NLM_F_MULTI | d->answer_flags,
				   d->portid, d->seq);
			return 1;
		}
		d->ctx[DUMP_BUCKET] = d->ctx[DUMP_INDEX] = 0;
	}
	return 0;
}

int rtnl_dumpneigh(struct nl_request *req)
{
	const struct ndmsg *ndm = rtnl_header(req, sizeof(*ndm));
	const struct nlattr *tb[NEIGH_ATTRS + 1];
	u64 ctx[ARRAY_SIZE(((struct nl_dump *)0)->ctx)] = {0};
	int err;

	if (!ndm)
		return netlink_dump_start(req, dump_neigh, NULL, 0);
	err = rtnl_attrs(req, sizeof(*ndm), tb, NEIGH_ATTRS, neigh_policy);
	if (err)
		return err;
	ctx[DUMP_FAMILY] = ndm->ndm_family;
	ctx[DUMP_DEV] = tb[NDA_IFINDEX] ? nla_u32(tb[NDA_IFINDEX]) : 0;
	if (ndm->ndm_flags & NTF_PROXY)
		ctx[DUMP_TABLE] = ARRAY_SIZE(dump_order); /* there are none */
	return netlink_dump_start(req, dump_neigh, ctx, ctx[DUMP_DEV] ? NLM_F_DUMP_FILTERED : 0);
}

/* ---- one ---- */

/* What a request is about. */
struct neigh_request {
	struct neigh_table *tbl;
	struct net_device *dev;
	const void *pkey;
	const struct nlattr *tb[NEIGH_ATTRS + 1];
};

static int read_request(struct nl_request *req, struct neigh_request *r)
{
	const struct ndmsg *ndm = rtnl_header(req, sizeof(*ndm));
	int err = rtnl_attrs(req, sizeof(*ndm), r->tb, NEIGH_ATTRS, neigh_policy);

	if (err)
		return err;
	if (!r->tb[NDA_DST]) {
		NL_SET_ERR_MSG(req->extack, "Network address not specified");
		return -EINVAL;
	}
	r->dev = NULL;
	if (ndm->ndm_ifindex) {
		r->dev = dev_get_by_index(req->net, ndm->ndm_ifindex);
		if (!r->dev)
			return -ENODEV;
	}
	r->tbl = neigh_find_table(req->net, ndm->ndm_family);
	if (!r->tbl)
		return -EAFNOSUPPORT;
	if (nla_len(r->tb[NDA_DST]) < (int)neigh_key_len(r->tbl)) {
		NL_SET_ERR_MSG(req->extack, "Invalid network address");
		return -EINVAL;
	}
	r->pkey = nla_data(r->tb[NDA_DST]);
	if (ndm->ndm_flags & NTF_PROXY)
		return -EOPNOTSUPP;
	if (!r->dev) {
		NL_SET_ERR_MSG(req->extack, "Device not specified");
		return -EINVAL;
	}
	return 0;
}

int rtnl_getneigh(struct nl_request *req)
{
	struct neigh_request r;
	struct neighbour *n;
	u8 buf[256];
	struct nl_out out = {.buf = buf, .room = sizeof(buf)};
	int err = read_request(req, &r);

	if (err)
		return err;
	n = neigh_lookup(r.tbl, r.pkey, r.dev);
	if (!n) {
		NL_SET_ERR_MSG(req->extack, "Neighbour entry not found");
		return -ENOENT;
	}
	fill_neigh(&out, req->net, n, RTM_NEWNEIGH, 0, req->portid, req->nlh->nlmsg_seq);
	return netlink_reply(req, &out);
}

int rtnl_newneigh(struct nl_request *req)
{
	struct neigh_request r;
	u32 flags = NEIGH_UPDATE_F_ADMIN | NEIGH_UPDATE_F_OVERRIDE;
	const struct ndmsg *ndm = nl_payload(req->nlh);
	const u8 *lladdr = NULL;
	struct neighbour *n;
	int err = read_request(req, &r);

	if (err)
		return err;
	if (r.tb[NDA_LLADDR]) {
		if (nla_len(r.tb[NDA_LLADDR]) < r.dev->addr_len) {
			NL_SET_ERR_MSG(req->extack, "Invalid link address");
			return -EINVAL;
		}
		lladdr = nla_data(r.tb[NDA_LLADDR]);
	}
	n = neigh_lookup(r.tbl, r.pkey, r.dev);
	if (!n) {
		if (!(req->nlh->nlmsg_flags & NLM_F_CREATE))
			return -ENOENT;
		n = neigh_create_static(r.tbl, r.pkey, r.dev);
		if (!n)
			return -ENOBUFS;
	} else {
		if (req->nlh->nlmsg_flags & NLM_F_EXCL)
			return -EEXIST;
		if (!(req->nlh->nlmsg_flags & NLM_F_REPLACE))
			flags &= ~NEIGH_UPDATE_F_OVERRIDE;
	}
	if (r.tb[NDA_PROTOCOL])
		n->protocol = nla_u8(r.tb[NDA_PROTOCOL]);
	n->flags = ndm->ndm_flags & (NTF_ROUTER | NTF_EXT_LEARNED);
	if (ndm->ndm_flags & NTF_USE) {
		neigh_event_send(n, NULL);
		return 0;
	}
	err = neigh_update(n, lladdr, (u8)ndm->ndm_state, flags, req->portid);
	if (err == -EINVAL && !lladdr)
		NL_SET_ERR_MSG(req->extack, "No link layer address given");
	return err;
}

int rtnl_delneigh(struct nl_request *req)
{
	struct neigh_request r;
	struct neighbour *n;
	int err = read_request(req, &r);

	if (err)
		return err;
	n = neigh_lookup(r.tbl, r.pkey, r.dev);
	if (!n)
		return -ENOENT;
	err = neigh_update(n, NULL, NUD_FAILED, NEIGH_UPDATE_F_ADMIN | NEIGH_UPDATE_F_OVERRIDE,
			   req->portid);
	return err ? err : neigh_delete(r.tbl, r.pkey, r.dev);
}
