// SPDX-License-Identifier: GPL-2.0-or-later
/* One line about a packet, for stories; reads whatever is there and never past it. */
#include "skb/skbuff.h"

#include <linux/ipv6.h>

#include <stdarg.h>
#include <stdio.h>

/* Appends; buf always ends with a NUL. */
static void __printf(3, 4) add(char *buf, size_t size, const char *fmt, ...)
{
	size_t n = strlen(buf);
	va_list ap;

	va_start(ap, fmt);
	if (n + 1 < size)
		vsnprintf(buf + n, size - n, fmt, ap);
	va_end(ap);
}

static void add_ip(char *buf, size_t size, const u8 *a)
{
	add(buf, size, "%u.%u.%u.%u", a[0], a[1], a[2], a[3]);
}

static void add_tcp_flags(char *buf, size_t size, u8 flags)
{
	static const char letters[] = "FSRPAUEC";

	add(buf, size, " ");
	for (int i = 0; i < 8; i++)
		if (flags & 1 << i)
			add(buf, size, "%c", letters[i]);
}

static void summary_ipv4(const u8 *p, u32 len, char *buf, size_t size)
{
	u32 hlen, frag;
	bool ports;

	if (len < 20) {
		add(buf, size, "ipv4 cut to %u bytes", len);
		return;
	}
	hlen = (p[0] & 15) * 4u;
	frag = get_unaligned_be16(p + 6) & 0x1fff;
	ports = (p[9] == IPPROTO_TCP || p[9] == IPPROTO_UDP) && !frag && len >= hlen + 4;
	switch (p[9]) {
	case IPPROTO_TCP:
		add(buf, size, "tcp ");
		break;
	case IPPROTO_UDP:
		add(buf, size, "udp ");
		break;
	case IPPROTO_ICMP:
		add(buf, size, "icmp ");
		break;
	default:
		add(buf, size, "proto %u ", p[9]);
	}
	add_ip(buf, size, p + 12);
	if (ports)
		add(buf, size, ":%u", get_unaligned_be16(p + hlen));
	add(buf, size, " > ");
	add_ip(buf, size, p + 16);
	if (ports)
		add(buf, size, ":%u", get_unaligned_be16(p + hlen + 2));
	if (p[9] == IPPROTO_TCP && !frag && len >= hlen + 14)
		add_tcp_flags(buf, size, p[hlen + 13]);
	if (p[9] == IPPROTO_ICMP && !frag && len >= hlen + 2)
		add(buf, size, " type %u code %u", p[hlen], p[hlen + 1]);
	if (frag || p[6] & 0x20)
		add(buf, size, " fragment at %u%s", frag * 8, p[6] & 0x20 ? "+" : "");
	add(buf, size, " ttl %u len %u", p[8], get_unaligned_be16(p + 2));
}

static void add_ip6(char *buf, size_t size, const u8 *a)
{
	char text[INET6_ADDRSTRLEN];

	add(buf, size, "%s", inet_ntop(AF_INET6, a, text, sizeof(text)));
}

/* From @at of an IPv6 packet on: extension headers are passed over as far as they are there. */
static u32 skip_extensions(const u8 *p, u32 len, u32 at, u8 *nexthdr, u16 *frag)
{
	*frag = 0;
	while (*nexthdr == IPPROTO_HOPOPTS || *nexthdr == IPPROTO_ROUTING ||
	       *nexthdr == IPPROTO_DSTOPTS || *nexthdr == IPPROTO_FRAGMENT) {
		bool is_frag = *nexthdr == IPPROTO_FRAGMENT;

		if (len < at + 8)
			break;
		if (is_frag)
			*frag = get_unaligned_be16(p + at + 2) & 0xfff9;
		*nexthdr = p[at];
		at += is_frag ? 8 : (p[at + 1] + 1u) * 8;
		if (*frag & 0xfff8)
			break;
	}
	return at;
}

static const char *ipv6_protocol_name(u8 nexthdr)
{
	switch (nexthdr) {
	case IPPROTO_TCP:
		return "tcp ";
	case IPPROTO_UDP:
		return "udp ";
	case IPPROTO_ICMPV6:
		return "icmpv6 ";
	default:
		return NULL;
	}
}

static void summary_ipv6(const u8 *p, u32 len, char *buf, size_t size)
{
	u8 nexthdr;
	u16 frag;
	u32 at;
	bool ports;

	if (len < sizeof(struct ipv6hdr)) {
		add(buf, size, "ipv6 cut to %u bytes", len);
		return;
	}
	nexthdr = p[6];
	at = skip_extensions(p, len, sizeof(struct ipv6hdr), &nexthdr, &frag);
	ports = (nexthdr == IPPROTO_TCP || nexthdr == IPPROTO_UDP) && !(frag & 0xfff8) &&
		len >= at + 4;
	if (ipv6_protocol_name(nexthdr))
		add(buf, size, "%s", ipv6_protocol_name(nexthdr));
	else
		add(buf, size, "ipv6 next header %u ", nexthdr);
	add(buf, size, ports ? "[" : "");
	add_ip6(buf, size, p + 8);
	if (ports)
		add(buf, size, "]:%u", get_unaligned_be16(p + at));
	add(buf, size, ports ? " > [" : " > ");
	add_ip6(buf, size, p + 24);
	if (ports)
		add(buf, size, "]:%u", get_unaligned_be16(p + at + 2));
	if (nexthdr == IPPROTO_TCP && ports && len >= at + 14)
		add_tcp_flags(buf, size, p[at + 13]);
	if (nexthdr == IPPROTO_ICMPV6 && !(frag & 0xfff8) && len >= at + 2)
		add(buf, size, " type %u code %u", p[at], p[at + 1]);
	if (frag)
		add(buf, size, " fragment at %u%s", frag & 0xfff8, frag & 1 ? "+" : "");
	add(buf, size, " hlim %u len %u", p[7], get_unaligned_be16(p + 4));
}

static void summary_arp(const u8 *p, u32 len, char *buf, size_t size)
{
	if (len < 28) {
		add(buf, size, "arp cut to %u bytes", len);
		return;
	}
	add(buf, size, get_unaligned_be16(p + 6) == 1 ? "arp who-has " : "arp reply ");
	add_ip(buf, size, get_unaligned_be16(p + 6) == 1 ? p + 24 : p + 14);
	add(buf, size, " from ");
	add_ip(buf, size, p + 14);
}

void skb_summary(const struct sk_buff *skb, char *buf, size_t size)
{
	const u8 *p = skb->data;
	u32 len = skb_headlen(skb);
	u16 proto = ntohs(skb->protocol);

	if (!size)
		return;
	buf[0] = '\0';
	/* Before eth_type_trans() the frame's own type is all there is. */
	if (skb->mac_header != SKB_NO_HEADER && skb_mac_header(skb) == p && len >= ETH_HLEN) {
		proto = get_unaligned_be16(p + 12);
		p += ETH_HLEN;
		len -= ETH_HLEN;
	}
	if (proto == ETH_P_IP)
		summary_ipv4(p, len, buf, size);
	else if (proto == ETH_P_IPV6)
		summary_ipv6(p, len, buf, size);
	else if (proto == ETH_P_ARP)
		summary_arp(p, len, buf, size);
	else
		add(buf, size, "ethertype 0x%04x len %u", proto, len);
}
