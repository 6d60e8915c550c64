// SPDX-License-Identifier: GPL-2.0-or-later
/* RTM_*NEIGH: neighbours shown and set. */
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
	ndm->ndm_family = AF_INET;
	ndm->ndm_flags = n->flags;
	ndm->ndm_type = n->type;
	ndm->ndm_ifindex = n->dev->ifindex;
	ndm->ndm_state = n->nud_state;
	nl_put_u32(out, NDA_DST, n->primary_key);
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

/* ctx: place in the table, only this device */
enum { NEIGH_BUCKET, NEIGH_INDEX, NEIGH_ONLY, NEIGH_NONE };

static int dump_neigh(struct nl_dump *d, struct nl_out *out)
{
	u32 bucket = (u32)d->ctx[NEIGH_BUCKET], index = (u32)d->ctx[NEIGH_INDEX];
	struct neighbour *n;

	if (d->ctx[NEIGH_NONE])
		return 0;
	while ((n = neigh_next(d->net, &bucket, &index))) {
		if (d->ctx[NEIGH_ONLY] && n->dev->ifindex != (int)d->ctx[NEIGH_ONLY])
			continue;
		d->ctx[NEIGH_BUCKET] = bucket;
		d->ctx[NEIGH_INDEX] = index;
		fill_neigh(out, d->net, n, RTM_NEWNEIGH, NLM_F_MULTI | d->answer_flags, d->portid,
			   d->seq);
		return 1;
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
	/* Proxies, and families of bridges and IPv6: there are none. */
	ctx[NEIGH_NONE] = (ndm->ndm_flags & NTF_PROXY) ||
			  (ndm->ndm_family != AF_INET && ndm->ndm_family != AF_UNSPEC);
	ctx[NEIGH_ONLY] = tb[NDA_IFINDEX] ? nla_u32(tb[NDA_IFINDEX]) : 0;
	return netlink_dump_start(req, dump_neigh, ctx, ctx[NEIGH_ONLY] ? NLM_F_DUMP_FILTERED : 0);
}

/* ---- one ---- */

/* The device and address that a request is about. */
static int read_key(struct nl_request *req, const struct nlattr **tb, struct net_device **dev,
		    __be32 *addr)
{
	const struct ndmsg *ndm = rtnl_header(req, sizeof(*ndm));
	int err = rtnl_attrs(req, sizeof(*ndm), tb, NEIGH_ATTRS, neigh_policy);

	if (err)
		return err;
	if (!tb[NDA_DST]) {
		NL_SET_ERR_MSG(req->extack, "Network address not specified");
		return -EINVAL;
	}
	*dev = NULL;
	if (ndm->ndm_ifindex) {
		*dev = dev_get_by_index(req->net, ndm->ndm_ifindex);
		if (!*dev)
			return -ENODEV;
	}
	if (ndm->ndm_family != AF_INET)
		return -EAFNOSUPPORT;
	if (nla_len(tb[NDA_DST]) < (int)sizeof(*addr)) {
		NL_SET_ERR_MSG(req->extack, "Invalid network address");
		return -EINVAL;
	}
	*addr = nla_u32(tb[NDA_DST]);
	if (ndm->ndm_flags & NTF_PROXY)
		return -EOPNOTSUPP;
	if (!*dev) {
		NL_SET_ERR_MSG(req->extack, "Device not specified");
		return -EINVAL;
	}
	return 0;
}

int rtnl_getneigh(struct nl_request *req)
{
	const struct nlattr *tb[NEIGH_ATTRS + 1];
	struct net_device *dev;
	struct neighbour *n;
	__be32 addr;
	u8 buf[256];
	struct nl_out out = {.buf = buf, .room = sizeof(buf)};
	int err = read_key(req, tb, &dev, &addr);

	if (err)
		return err;
	n = neigh_lookup(req->net, dev, addr);
	if (!n) {
		NL_SET_ERR_MSG(req->extack, "Neighbour entry not found");
		return -ENOENT;
	}
	fill_neigh(&out, req->net, n, RTM_NEWNEIGH, 0, req->portid, req->nlh->nlmsg_seq);
	return netlink_reply(req, &out);
}

int rtnl_newneigh(struct nl_request *req)
{
	const struct nlattr *tb[NEIGH_ATTRS + 1];
	u32 flags = NEIGH_UPDATE_F_ADMIN | NEIGH_UPDATE_F_OVERRIDE;
	const struct ndmsg *ndm = nl_payload(req->nlh);
	const u8 *lladdr = NULL;
	struct net_device *dev;
	struct neighbour *n;
	__be32 addr;
	int err = read_key(req, tb, &dev, &addr);

	if (err)
		return err;
	if (tb[NDA_LLADDR]) {
		if (nla_len(tb[NDA_LLADDR]) < dev->addr_len) {
			NL_SET_ERR_MSG(req->extack, "Invalid link address");
			return -EINVAL;
		}
		lladdr = nla_data(tb[NDA_LLADDR]);
	}
	n = neigh_lookup(req->net, dev, addr);
	if (!n) {
		if (!(req->nlh->nlmsg_flags & NLM_F_CREATE))
			return -ENOENT;
		n = neigh_create_static(dev, addr);
		if (!n)
			return -ENOBUFS;
	} else {
		if (req->nlh->nlmsg_flags & NLM_F_EXCL)
			return -EEXIST;
		if (!(req->nlh->nlmsg_flags & NLM_F_REPLACE))
			flags &= ~NEIGH_UPDATE_F_OVERRIDE;
	}
	if (tb[NDA_PROTOCOL])
		n->protocol = nla_u8(tb[NDA_PROTOCOL]);
	n->flags = ndm->ndm_flags & (NTF_ROUTER | NTF_EXT_LEARNED);
	if (ndm->ndm_flags & NTF_USE) {
		neigh_event_send(n, NULL);
		return 0;
	}
	err = neigh_update(n, lladdr, (u8)ndm->ndm_state, flags);
	if (err == -EINVAL && !lladdr)
		NL_SET_ERR_MSG(req->extack, "No link layer address given");
	return err;
}

int rtnl_delneigh(struct nl_request *req)
{
	const struct nlattr *tb[NEIGH_ATTRS + 1];
	struct net_device *dev;
	struct neighbour *n;
	__be32 addr;
	int err = read_key(req, tb, &dev, &addr);

	if (err)
		return err;
	n = neigh_lookup(req->net, dev, addr);
	if (!n)
		return -ENOENT;
	err = neigh_update(n, NULL, NUD_FAILED, NEIGH_UPDATE_F_ADMIN | NEIGH_UPDATE_F_OVERRIDE);
	return err ? err : neigh_delete(dev, addr);
}
