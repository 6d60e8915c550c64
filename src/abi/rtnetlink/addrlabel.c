// SPDX-License-Identifier: GPL-2.0-or-later
/* RTM_*ADDRLABEL: `ip addrlabel`. */
#include "abi/rtnetlink/rtnetlink.h"

#include "net/if_inet6.h"

#include <linux/if_addrlabel.h>

static const struct nl_policy label_policy[IFAL_MAX + 1] = {
	[IFAL_ADDRESS] = {NL_EXACT, sizeof(struct in6_addr)},
	[IFAL_LABEL] = {NL_U32},
};

static void fill_label(struct nl_out *out, const struct ip6addrlbl_entry *e, u16 flags, u32 portid,
		       u32 seq)
{
	struct ifaddrlblmsg *ifal =
		nl_begin(out, RTM_NEWADDRLABEL, flags, portid, seq, sizeof(*ifal));

	if (!ifal)
		return;
	ifal->ifal_family = AF_INET6;
	ifal->ifal_prefixlen = (u8)e->prefixlen;
	ifal->ifal_index = (u32)e->ifindex;
	nl_put(out, IFAL_ADDRESS, &e->prefix, sizeof(e->prefix));
	nl_put_u32(out, IFAL_LABEL, e->label);
	nl_end(out);
}

/* ctx: how many were shown */
static int dump_label(struct nl_dump *d, struct nl_out *out)
{
	struct ip6addrlbl_entry *e = ip6addrlbl_first(d->net);

	for (u64 n = d->ctx[0]; e && n; n--)
		e = e->next;
	if (!e)
		return 0;
	d->ctx[0]++;
	fill_label(out, e, NLM_F_MULTI, d->portid, d->seq);
	return 1;
}

int rtnl_dumpaddrlabel(struct nl_request *req)
{
	return netlink_dump_start(req, dump_label, NULL, 0);
}

static int read_label(struct nl_request *req, const struct nlattr **tb, struct in6_addr *pfx)
{
	const struct ifaddrlblmsg *ifal = rtnl_header(req, sizeof(*ifal));
	int err = rtnl_attrs(req, sizeof(*ifal), tb, IFAL_MAX, label_policy);

	if (err)
		return err;
	if (ifal->ifal_family != AF_INET6 || ifal->ifal_prefixlen > 128 || !tb[IFAL_ADDRESS])
		return -EINVAL;
	memcpy(pfx, nla_data(tb[IFAL_ADDRESS]), sizeof(*pfx));
	return 0;
}

int rtnl_newaddrlabel(struct nl_request *req)
{
	const struct ifaddrlblmsg *ifal = rtnl_header(req, sizeof(*ifal));
	const struct nlattr *tb[IFAL_MAX + 1];
	struct in6_addr pfx;
	u32 label;
	int err = read_label(req, tb, &pfx);

	if (err)
		return err;
	if (!tb[IFAL_LABEL])
		return -EINVAL;
	label = nla_u32(tb[IFAL_LABEL]);
	if (label == IPV6_ADDR_LABEL_DEFAULT_)
		return -EINVAL;
	if (ifal->ifal_index && !dev_get_by_index(req->net, (int)ifal->ifal_index))
		return -EINVAL;
	return ip6addrlbl_add(req->net, &pfx, ifal->ifal_prefixlen, (int)ifal->ifal_index, label,
			      req->nlh->nlmsg_flags & NLM_F_REPLACE);
}

int rtnl_deladdrlabel(struct nl_request *req)
{
	const struct ifaddrlblmsg *ifal = rtnl_header(req, sizeof(*ifal));
	const struct nlattr *tb[IFAL_MAX + 1];
	struct in6_addr pfx;
	int err = read_label(req, tb, &pfx);

	return err ? err
		   : ip6addrlbl_del(req->net, &pfx, ifal->ifal_prefixlen, (int)ifal->ifal_index);
}

int rtnl_getaddrlabel(struct nl_request *req)
{
	const struct ifaddrlblmsg *ifal = rtnl_header(req, sizeof(*ifal));
	const struct nlattr *tb[IFAL_MAX + 1];
	struct ip6addrlbl_entry found = {.prefixlen = 0};
	u8 buf[128];
	struct nl_out out = {.buf = buf, .room = sizeof(buf)};
	int err = read_label(req, tb, &found.prefix);

	if (err)
		return err;
	if (ifal->ifal_prefixlen != 128)
		return -EINVAL;
	if (ifal->ifal_index && !dev_get_by_index(req->net, (int)ifal->ifal_index))
		return -EINVAL;
	found.label = ipv6_addr_label(req->net, &found.prefix, (int)ifal->ifal_index);
	found.prefixlen = 128;
	found.ifindex = (int)ifal->ifal_index;
	fill_label(&out, &found, 0, req->portid, req->nlh->nlmsg_seq);
	return netlink_reply(req, &out);
}
