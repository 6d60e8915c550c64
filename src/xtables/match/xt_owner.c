// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * -m owner: who opened the socket that a packet made here came from.
 *
 * Three kinds of packet: without a socket (forwarded), from a socket of the stack itself, which has
 * no file and so no user, and from a program's socket.  The kernel's answers for the first two
 * follow from which questions are asked inverted.
 */
#include "skb/sock.h"
#include "xtables/match/match_internal.h"

#include <linux/netfilter/xt_owner.h>

#define ID_INVALID UINT32_MAX

static bool in_range(u32 id, u32 min, u32 max)
{
	return id >= min && id <= max;
}

static bool uid_match(struct xt_action_param *par, const struct sock *sk)
{
	const struct xt_owner_match_info *info = par->matchinfo;
	bool invert = info->invert & XT_OWNER_UID;

	if (in_range(sk->uid, info->uid_min, info->uid_max) != invert)
		return true;
	return xt_mismatch(par, "uid-owner", "%u|%s%s", sk->uid, XT_NOT(invert),
			   xt_range_text(XT_TEXT, info->uid_min, '-', info->uid_max));
}

static bool gid_match(struct xt_action_param *par, const struct sock *sk)
{
	const struct xt_owner_match_info *info = par->matchinfo;
	bool invert = info->invert & XT_OWNER_GID;
	bool in = in_range(sk->gid, info->gid_min, info->gid_max);

	if (!in && info->match & XT_OWNER_SUPPL_GROUPS)
		for (u32 i = 0; i < sk->ngroups && !in; i++)
			in = in_range(sk->groups[i], info->gid_min, info->gid_max);
	if (in != invert)
		return true;
	return xt_mismatch(par, "gid-owner", "%u|%s%s", sk->gid, XT_NOT(invert),
			   xt_range_text(XT_TEXT, info->gid_min, '-', info->gid_max));
}

static bool owner_mt(const struct sk_buff *skb, struct xt_action_param *par)
{
	const struct xt_owner_match_info *info = par->matchinfo;
	const struct sock *sk = skb->sk;

	if (!sk)
		return !(info->match ^ info->invert) || xt_mismatch(par, "socket-exists", "no|yes");
	if (info->match & info->invert & XT_OWNER_SOCKET)
		return xt_mismatch(par, "socket-exists", "yes|no");
	if (!sk->has_file)
		return !((info->match ^ info->invert) & (XT_OWNER_UID | XT_OWNER_GID)) ||
		       xt_mismatch(par, "owner", "none|a program");
	if (info->match & XT_OWNER_UID && !uid_match(par, sk))
		return false;
	return !(info->match & XT_OWNER_GID) || gid_match(par, sk);
}

static int range_check(u32 min, u32 max)
{
	return min == ID_INVALID || max == ID_INVALID || max < min ? -EINVAL : 0;
}

static int owner_mt_check(const struct xt_mtchk_param *par)
{
	const struct xt_owner_match_info *info = par->matchinfo;
	int err = 0;

	if (info->match & ~XT_OWNER_MASK)
		return -EINVAL;
	if (info->match & XT_OWNER_UID)
		err = range_check(info->uid_min, info->uid_max);
	if (!err && info->match & XT_OWNER_GID)
		err = range_check(info->gid_min, info->gid_max);
	return err;
}

const struct xt_match xt_owner_mt[] = {
	{
		.name = "owner",
		.revision = 1,
		.family = NFPROTO_UNSPEC,
		.match = owner_mt,
		.checkentry = owner_mt_check,
		.matchsize = sizeof(struct xt_owner_match_info),
		.hooks = 1 << NF_INET_LOCAL_OUT | 1 << NF_INET_POST_ROUTING,
		.flags = XT_PURE | XT_NO_DROP,
	},
	{},
};
