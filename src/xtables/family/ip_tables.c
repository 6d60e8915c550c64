// SPDX-License-Identifier: GPL-2.0-or-later
/* IPv4 tables: the header of struct ipt_entry. */
#include "xtables/family/ip_tables.h"

#include "xtables/compile/program.h"
#include "xtables/family/family_internal.h"

#include <stdio.h>

/* ---- the header ---- */

static bool ipt_head_ok(const void *head)
{
	const struct ipt_ip *ip = head;

	return !(ip->flags & ~IPT_F_MASK) && !(ip->invflags & ~IPT_INV_MASK);
}

static void ipt_head_proto(const void *head, u16 *proto, bool *inv)
{
	const struct ipt_ip *ip = head;

	*proto = ip->proto;
	*inv = ip->invflags & IPT_INV_PROTO;
}

static bool ipt_head_goto(const void *head)
{
	return ((const struct ipt_ip *)head)->flags & IPT_F_GOTO;
}

/* As iptables prints it: nothing for one host, "/16", "/255.0.255.0" where no length says it. */
static const char *addr_mask_text(char text[20], u32 mask)
{
	if (mask == UINT32_MAX)
		return "";
	if (~mask & (~mask + 1))
		snprintf(text, 20, "/%u.%u.%u.%u", mask >> 24, mask >> 16 & 255, mask >> 8 & 255,
			 mask & 255);
	else
		snprintf(text, 20, "/%d", mask ? __builtin_clz(~mask) : 0);
	return text;
}

static bool addr_fits(const struct xt_action_param *par, const char *field, __be32 have,
		      struct in_addr want, struct in_addr mask, bool inv)
{
	char text[2][INET_ADDRSTRLEN];

	if (((have & mask.s_addr) != want.s_addr) == inv)
		return true;
	if (likely(!par->why))
		return false;
	inet_ntop(AF_INET, &have, text[0], sizeof(text[0]));
	inet_ntop(AF_INET, &want, text[1], sizeof(text[1]));
	return xt_mismatch(par, field, "%s|%s%s%s", text[0], inv ? "! " : "", text[1],
			   addr_mask_text((char[20]){""}, ntohl(mask.s_addr)));
}

static bool ipt_head_match(const struct sk_buff *skb, const void *head, struct xt_action_param *par)
{
	const struct ipt_ip *want = head;
	const struct iphdr *ip = ip_hdr(skb);
	const u8 inv = want->invflags;

	if (!addr_fits(par, "source", ip->saddr, want->src, want->smsk, inv & IPT_INV_SRCIP) ||
	    !addr_fits(par, "destination", ip->daddr, want->dst, want->dmsk, inv & IPT_INV_DSTIP) ||
	    !xt_iface_fits(par, "in", xt_in(par), want->iniface, want->iniface_mask,
			   inv & IPT_INV_VIA_IN) ||
	    !xt_iface_fits(par, "out", xt_out(par), want->outiface, want->outiface_mask,
			   inv & IPT_INV_VIA_OUT))
		return false;
	if (want->proto && (ip->protocol != want->proto) != !!(inv & IPT_INV_PROTO))
		return xt_mismatch(par, "protocol", "%u|%s%u", ip->protocol,
				   inv & IPT_INV_PROTO ? "! " : "", want->proto);
	if ((want->flags & IPT_F_FRAG && !par->fragoff) != !!(inv & IPT_INV_FRAG))
		return xt_mismatch(par, "fragment", "%s|%sfragment", par->fragoff ? "yes" : "no",
				   inv & IPT_INV_FRAG ? "! " : "");
	return true;
}

static void ipt_begin(const struct sk_buff *skb, struct xt_action_param *par)
{
	par->thoff = ip_hdrlen(skb);
	par->fragoff = ntohs(ip_hdr(skb)->frag_off) & 0x1fff;
}

const struct xt_family ip_tables_family = {
	.name = "ip_tables",
	.nfproto = NFPROTO_IPV4,
	.head_size = sizeof(struct ipt_ip),
	.entry_size = sizeof(struct ipt_entry),
	.target_offset = offsetof(struct ipt_entry, target_offset),
	.next_offset = offsetof(struct ipt_entry, next_offset),
	.comefrom = offsetof(struct ipt_entry, comefrom),
	.counters = offsetof(struct ipt_entry, counters),
	.head_ok = ipt_head_ok,
	.head_proto = ipt_head_proto,
	.head_goto = ipt_head_goto,
	.head_match = ipt_head_match,
	.begin = ipt_begin,
	.compile = ipt_compile,
	.run = ipt_run,
};

int ip_tables_net_init(struct net *net)
{
	static const struct xt_table_template *const tables[] = {&iptable_filter, &iptable_mangle,
								 &iptable_raw, &iptable_security};

	return xt_family_init(net, &ip_tables_family, tables, ARRAY_SIZE(tables));
}
