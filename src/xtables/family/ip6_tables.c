// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * IPv6 tables: the header of struct ip6t_entry.
 *
 * A rule that names a protocol (IP6T_F_PROTO) has the extension headers walked, and drops at once a
 * packet whose headers are cut short, or whose later fragment is of something that is no upper
 * layer.  Only such a rule knows where the transport header stands: for all others thoff is 0.
 *
 * Bits of a rule's address outside its mask do not count, unlike those of an IPv4 rule.  The kernel
 * takes IP6T_F_TOS and looks at nothing for it; so it is here.
 */
#include "xtables/family/ip6_tables.h"

#include "net/ipv6.h"
#include "xtables/compile/program.h"
#include "xtables/family/family_internal.h"

#include <stdio.h>

static bool ip6t_head_ok(const void *head)
{
	const struct ip6t_ip6 *ip = head;

	return !(ip->flags & ~IP6T_F_MASK) && !(ip->invflags & ~IP6T_INV_MASK);
}

static void ip6t_head_proto(const void *head, u16 *proto, bool *inv)
{
	const struct ip6t_ip6 *ip = head;

	*proto = ip->proto;
	*inv = ip->invflags & IP6T_INV_PROTO;
}

static bool ip6t_head_goto(const void *head)
{
	return ((const struct ip6t_ip6 *)head)->flags & IP6T_F_GOTO;
}

static bool masked_addr_differs(const struct in6_addr *a, const struct in6_addr *mask,
				const struct in6_addr *b)
{
	u32 differ = 0;

	for (unsigned int i = 0; i < 4; i++)
		differ |= (a->s6_addr32[i] ^ b->s6_addr32[i]) & mask->s6_addr32[i];
	return differ;
}

/* As ip6tables prints it: nothing for one host, "/64", an address where no length says it. */
static const char *addr_mask_text(char text[INET6_ADDRSTRLEN + 1], const struct in6_addr *mask)
{
	unsigned int bits = 0;
	struct in6_addr plain;

	while (bits < 128 && mask->s6_addr[bits / 8] & 0x80 >> bits % 8)
		bits++;
	if (bits == 128)
		return "";
	ipv6_addr_prefix(&plain, mask, bits);
	text[0] = '/';
	if (ipv6_addr_equal(&plain, mask))
		snprintf(text + 1, INET6_ADDRSTRLEN, "%u", bits);
	else
		inet_ntop(AF_INET6, mask, text + 1, INET6_ADDRSTRLEN);
	return text;
}

static bool addr_fits(const struct xt_action_param *par, const char *field,
		      const struct in6_addr *have, const struct in6_addr *want,
		      const struct in6_addr *mask, bool inv)
{
	char text[2][INET6_ADDRSTRLEN], length[INET6_ADDRSTRLEN + 1];

	if (masked_addr_differs(have, mask, want) == inv)
		return true;
	if (likely(!par->why))
		return false;
	inet_ntop(AF_INET6, have, text[0], sizeof(text[0]));
	inet_ntop(AF_INET6, want, text[1], sizeof(text[1]));
	return xt_mismatch(par, field, "%s|%s%s%s", text[0], inv ? "! " : "", text[1],
			   addr_mask_text(length, mask));
}

/* Finds the transport header, and leaves its place in @par. */
static bool proto_fits(const struct sk_buff *skb, const struct ip6t_ip6 *want,
		       struct xt_action_param *par)
{
	bool inv = want->invflags & IP6T_INV_PROTO;
	unsigned short fragoff;
	int proto = ipv6_find_hdr(skb, &par->thoff, -1, &fragoff, NULL);

	if (proto < 0) {
		par->hotdrop = true;
		return xt_mismatch(par, "headers", "cut or out of order|a protocol");
	}
	par->fragoff = fragoff;
	/* "All protocols" is asked for, too. */
	if (want->proto == proto ? !inv : !want->proto || inv)
		return true;
	return xt_mismatch(par, "protocol", "%d|%s%u", proto, inv ? "! " : "", want->proto);
}

static bool ip6t_head_match(const struct sk_buff *skb, const void *head,
			    struct xt_action_param *par)
{
	const struct ip6t_ip6 *want = head;
	const struct ipv6hdr *ip = ipv6_hdr(skb);
	const u8 inv = want->invflags;

	par->thoff = 0;
	par->fragoff = 0;
	if (!addr_fits(par, "source", &ip->saddr, &want->src, &want->smsk, inv & IP6T_INV_SRCIP) ||
	    !addr_fits(par, "destination", &ip->daddr, &want->dst, &want->dmsk,
		       inv & IP6T_INV_DSTIP))
		return false;
	if (!xt_iface_fits(par, "in", xt_in(par), want->iniface, want->iniface_mask,
			   inv & IP6T_INV_VIA_IN) ||
	    !xt_iface_fits(par, "out", xt_out(par), want->outiface, want->outiface_mask,
			   inv & IP6T_INV_VIA_OUT))
		return false;
	return !(want->flags & IP6T_F_PROTO) || proto_fits(skb, want, par);
}

static void ip6t_begin(const struct sk_buff *skb, struct xt_action_param *par)
{
	par->thoff = 0;
	par->fragoff = 0;
}

const struct xt_family ip6_tables_family = {
	.name = "ip6_tables",
	.nfproto = NFPROTO_IPV6,
	.head_size = sizeof(struct ip6t_ip6),
	.entry_size = sizeof(struct ip6t_entry),
	.target_offset = offsetof(struct ip6t_entry, target_offset),
	.next_offset = offsetof(struct ip6t_entry, next_offset),
	.comefrom = offsetof(struct ip6t_entry, comefrom),
	.counters = offsetof(struct ip6t_entry, counters),
	.head_ok = ip6t_head_ok,
	.head_proto = ip6t_head_proto,
	.head_goto = ip6t_head_goto,
	.head_match = ip6t_head_match,
	.begin = ip6t_begin,
	.compile = ip6t_compile,
	.run = ip6t_run,
};

int ip6_tables_net_init(struct net *net)
{
	static const struct xt_table_template *const tables[] = {&ip6table_filter, &ip6table_mangle,
								 &ip6table_raw, &ip6table_security};

	return xt_family_init(net, &ip6_tables_family, tables, ARRAY_SIZE(tables));
}
