// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A packet as a line of text, in the form that the kernel's nf_log_syslog writes and that log
 * analysers read:
 *
 *	PREFIXIN=eth0 OUT= MAC=… SRC=… DST=… LEN=… TOS=0x.. PREC=0x.. TTL=… ID=… PROTO=… …
 *	… SRC=… DST=… LEN=… TC=… HOPLIMIT=… FLOWLBL=… OPT ( … ) PROTO=… …
 *
 * An ICMP error shows the packet that it quotes, once, in brackets.  Bytes that are not there end
 * the line with TRUNCATED or INCOMPLETE, as in the kernel.
 */
#include "nf/nf_log.h"

#include "net/ipv6.h"

#include <linux/icmpv6.h>
#include <linux/netfilter/nf_log.h>
#include <stdarg.h>
#include <stdio.h>

#ifndef IPPROTO_UDPLITE
#define IPPROTO_UDPLITE 136
#endif

enum {
	LINE_MAX_LEN = 1024, /* the kernel's S_SIZE, near enough: longer lines are cut */
	IPTOS_TOS_BITS = 0x1e,
	IPTOS_PREC_BITS = 0xe0,
};

/** struct nf_log_buf - the line so far */
struct nf_log_buf {
	size_t count;
	char buf[LINE_MAX_LEN];
};

static void __printf(2, 3) add(struct nf_log_buf *m, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(m->buf + m->count, sizeof(m->buf) - m->count, fmt, ap);
	va_end(ap);
	m->count += (size_t)n;
	if (m->count >= sizeof(m->buf))
		m->count = sizeof(m->buf) - 1;
}

static void add_ip(struct nf_log_buf *m, const char *name, const void *addr)
{
	const u8 *a = addr;

	add(m, "%s=%u.%u.%u.%u ", name, a[0], a[1], a[2], a[3]);
}

static void add_mac(struct nf_log_buf *m, const u8 *p, unsigned int len)
{
	for (unsigned int i = 0; i < len; i++)
		add(m, i ? ":%02x" : "%02x", p[i]);
}

static void add_hex(struct nf_log_buf *m, const u8 *p, unsigned int len)
{
	add(m, "OPT (");
	for (unsigned int i = 0; i < len; i++)
		add(m, "%02X", p[i]);
	add(m, ") ");
}

/* ---- link layer ---- */

static bool has_mac_header(const struct sk_buff *skb)
{
	return skb->dev && skb->dev->hard_header_len && skb_mac_header_was_set(skb) &&
	       skb->mac_header != skb->network_header;
}

static void dump_mac_header(struct nf_log_buf *m, const struct sk_buff *skb, unsigned int flags)
{
	const struct ethhdr *eth = eth_hdr(skb);

	if ((flags & NF_LOG_MACDECODE) && skb->dev && skb->dev->type == ARPHRD_ETHER &&
	    skb_mac_header_was_set(skb)) {
		add(m, "MACSRC=");
		add_mac(m, eth->h_source, ETH_ALEN);
		add(m, " MACDST=");
		add_mac(m, eth->h_dest, ETH_ALEN);
		add(m, " MACPROTO=%04x ", ntohs(eth->h_proto));
		return;
	}
	add(m, "MAC=");
	if (has_mac_header(skb))
		add_mac(m, skb_mac_header(skb), skb->dev->hard_header_len);
	add(m, " ");
}

/* ---- transport layer; @offset from skb->data ---- */

static unsigned int bytes_left(const struct sk_buff *skb, unsigned int offset)
{
	return skb->len > offset ? skb->len - offset : 0;
}

static void add_incomplete(struct nf_log_buf *m, const struct sk_buff *skb, unsigned int offset)
{
	add(m, "INCOMPLETE [%u bytes] ", bytes_left(skb, offset));
}

/* => false: the line ends here */
static bool dump_tcp(struct nf_log_buf *m, const struct sk_buff *skb, bool fragment,
		     unsigned int offset, unsigned int flags)
{
	static const char *const bit[] = {"CWR", "ECE", "URG", "ACK", "PSH", "RST", "SYN", "FIN"};
	u8 options[15 * 4];
	const struct tcphdr *th;
	struct tcphdr buf;
	const u8 *raw;
	unsigned int len;

	add(m, "PROTO=TCP ");
	if (fragment)
		return true;
	th = skb_header_pointer(skb, offset, sizeof(*th), &buf);
	if (!th) {
		add_incomplete(m, skb, offset);
		return false;
	}
	raw = (const u8 *)th;
	add(m, "SPT=%u DPT=%u ", ntohs(th->source), ntohs(th->dest));
	if (flags & NF_LOG_TCPSEQ)
		add(m, "SEQ=%u ACK=%u ", ntohl(th->seq), ntohl(th->ack_seq));
	add(m, "WINDOW=%u RES=0x%02x ", ntohs(th->window), (raw[12] & 0x0fu) << 2);
	for (unsigned int i = 0; i < ARRAY_SIZE(bit); i++)
		if (raw[13] & 0x80 >> i)
			add(m, "%s ", bit[i]);
	add(m, "URGP=%u ", ntohs(th->urg_ptr));
	len = th->doff * 4u;
	if (!(flags & NF_LOG_TCPOPT) || len <= sizeof(*th))
		return true;
	len -= (unsigned int)sizeof(*th);
	raw = skb_header_pointer(skb, offset + (unsigned int)sizeof(*th), len, options);
	if (!raw) {
		add(m, "OPT (TRUNCATED)");
		return false;
	}
	add_hex(m, raw, len);
	return true;
}

static bool dump_udp(struct nf_log_buf *m, const struct sk_buff *skb, u8 protocol, bool fragment,
		     unsigned int offset)
{
	const struct udphdr *uh;
	struct udphdr buf;

	add(m, protocol == IPPROTO_UDP ? "PROTO=UDP " : "PROTO=UDPLITE ");
	if (fragment)
		return true;
	uh = skb_header_pointer(skb, offset, sizeof(*uh), &buf);
	if (!uh) {
		add_incomplete(m, skb, offset);
		return false;
	}
	add(m, "SPT=%u DPT=%u LEN=%u ", ntohs(uh->source), ntohs(uh->dest), ntohs(uh->len));
	return true;
}

static void dump_ipv4(struct nf_log_buf *m, const struct sk_buff *skb, unsigned int iphoff,
		      unsigned int flags);

/* Bytes that a type has behind its IP header at the least; 0: no matter. */
static unsigned int icmp_required_len(u8 type)
{
	switch (type) {
	case ICMP_ECHOREPLY:
	case ICMP_ECHO:
		return 4;
	case ICMP_DEST_UNREACH:
	case ICMP_SOURCE_QUENCH:
	case ICMP_REDIRECT:
	case ICMP_TIME_EXCEEDED:
	case ICMP_PARAMETERPROB:
		return 8 + sizeof(struct iphdr);
	case ICMP_TIMESTAMP:
	case ICMP_TIMESTAMPREPLY:
		return 20;
	case ICMP_ADDRESS:
	case ICMP_ADDRESSREPLY:
		return 12;
	default:
		return 0;
	}
}

static void dump_icmp_rest(struct nf_log_buf *m, const struct sk_buff *skb,
			   const struct icmphdr *ih, unsigned int iphoff, unsigned int offset,
			   unsigned int flags)
{
	switch (ih->type) {
	case ICMP_ECHOREPLY:
	case ICMP_ECHO:
		add(m, "ID=%u SEQ=%u ", ntohs(ih->un.echo.id), ntohs(ih->un.echo.sequence));
		break;
	case ICMP_PARAMETERPROB:
		add(m, "PARAMETER=%u ", ntohl(ih->un.gateway) >> 24);
		break;
	case ICMP_REDIRECT:
		add_ip(m, "GATEWAY", &ih->un.gateway);
		__attribute__((fallthrough));
	case ICMP_DEST_UNREACH:
	case ICMP_SOURCE_QUENCH:
	case ICMP_TIME_EXCEEDED:
		if (!iphoff) {
			add(m, "[");
			dump_ipv4(m, skb, offset + (unsigned int)sizeof(*ih), flags);
			add(m, "] ");
		}
		if (ih->type == ICMP_DEST_UNREACH && ih->code == ICMP_FRAG_NEEDED)
			add(m, "MTU=%u ", ntohs(ih->un.frag.mtu));
		break;
	default:
		break;
	}
}

static void dump_icmp(struct nf_log_buf *m, const struct sk_buff *skb, bool fragment,
		      unsigned int iphoff, unsigned int offset, unsigned int flags)
{
	const struct icmphdr *ih;
	struct icmphdr buf;

	add(m, "PROTO=ICMP ");
	if (fragment)
		return;
	ih = skb_header_pointer(skb, offset, sizeof(*ih), &buf);
	if (!ih) {
		add_incomplete(m, skb, offset);
		return;
	}
	add(m, "TYPE=%u CODE=%u ", ih->type, ih->code);
	if (bytes_left(skb, offset) < icmp_required_len(ih->type)) {
		add_incomplete(m, skb, offset);
		return;
	}
	dump_icmp_rest(m, skb, ih, iphoff, offset, flags);
}

/* AH and ESP: the SPI at @at of a header of @len bytes. */
static void dump_ipsec(struct nf_log_buf *m, const struct sk_buff *skb, const char *name,
		       bool fragment, unsigned int offset, unsigned int len, unsigned int at)
{
	u8 buf[12];
	const u8 *p;

	add(m, "PROTO=%s ", name);
	if (fragment)
		return;
	p = skb_header_pointer(skb, offset, len, buf);
	if (p)
		add(m, "SPI=0x%x ", get_unaligned_be32(p + at));
	else
		add_incomplete(m, skb, offset);
}

static bool dump_transport(struct nf_log_buf *m, const struct sk_buff *skb, const struct iphdr *ih,
			   unsigned int iphoff, unsigned int flags)
{
	unsigned int offset = iphoff + ih->ihl * 4u;
	bool fragment = ntohs(ih->frag_off) & 0x1fff;

	switch (ih->protocol) {
	case IPPROTO_TCP:
		return dump_tcp(m, skb, fragment, offset, flags);
	case IPPROTO_UDP:
	case IPPROTO_UDPLITE:
		return dump_udp(m, skb, ih->protocol, fragment, offset);
	case IPPROTO_ICMP:
		dump_icmp(m, skb, fragment, iphoff, offset, flags);
		return true;
	case IPPROTO_AH:
		dump_ipsec(m, skb, "AH", fragment, offset, 12, 4);
		return true;
	case IPPROTO_ESP:
		dump_ipsec(m, skb, "ESP", fragment, offset, 8, 0);
		return true;
	default:
		add(m, "PROTO=%u ", ih->protocol);
		return true;
	}
}

/* ---- IPv4 ---- */

static void add_frag(struct nf_log_buf *m, u16 frag_off)
{
	if (frag_off & 0x8000)
		add(m, "CE ");
	if (frag_off & 0x4000)
		add(m, "DF ");
	if (frag_off & 0x2000)
		add(m, "MF ");
	if (frag_off & 0x1fff)
		add(m, "FRAG:%u ", frag_off & 0x1fffu);
}

static void dump_ipv4(struct nf_log_buf *m, const struct sk_buff *skb, unsigned int iphoff,
		      unsigned int flags)
{
	struct iphdr buf;
	const struct iphdr *ih = skb_header_pointer(skb, iphoff, sizeof(*ih), &buf);
	unsigned int optlen;
	u8 options[10 * 4];

	if (!ih) {
		add(m, "TRUNCATED");
		return;
	}
	add_ip(m, "SRC", &ih->saddr);
	add_ip(m, "DST", &ih->daddr);
	add(m, "LEN=%u TOS=0x%02X PREC=0x%02X TTL=%u ID=%u ", ntohs(ih->tot_len),
	    ih->tos & IPTOS_TOS_BITS, ih->tos & IPTOS_PREC_BITS, ih->ttl, ntohs(ih->id));
	add_frag(m, ntohs(ih->frag_off));
	optlen = ih->ihl > 5 ? ih->ihl * 4u - (unsigned int)sizeof(*ih) : 0;
	if ((flags & NF_LOG_IPOPT) && optlen) {
		const u8 *op = skb_header_pointer(skb, iphoff + (unsigned int)sizeof(*ih), optlen,
						  options);

		if (!op) {
			add(m, "TRUNCATED");
			return;
		}
		add_hex(m, op, optlen);
	}
	if (!dump_transport(m, skb, ih, iphoff, flags) || iphoff)
		return;
	if ((flags & NF_LOG_UID) && skb->sk && skb->sk->has_file)
		add(m, "UID=%u GID=%u ", skb->sk->uid, skb->sk->gid);
	if (skb->mark)
		add(m, "MARK=0x%x ", skb->mark);
}

/* ---- IPv6 ---- */

static void dump_ipv6(struct nf_log_buf *m, const struct sk_buff *skb, unsigned int ip6hoff,
		      unsigned int flags, bool recurse);

static void add_ip6(struct nf_log_buf *m, const char *name, const struct in6_addr *addr)
{
	add(m, "%s=", name);
	for (unsigned int i = 0; i < 8; i++)
		add(m, i ? ":%04x" : "%04x", ntohs(addr->s6_addr16[i]));
	add(m, " ");
}

/* => false: the line ends here */
static bool dump_frag6(struct nf_log_buf *m, const struct sk_buff *skb, unsigned int offset,
		       bool *fragment)
{
	u8 buf[8];
	const u8 *fh = skb_header_pointer(skb, offset, sizeof(buf), buf);
	u16 off;

	add(m, "FRAG:");
	if (!fh) {
		add(m, "TRUNCATED ");
		return false;
	}
	off = get_unaligned_be16(fh + 2);
	add(m, "%u ", off & 0xfff8);
	if (off & 1)
		add(m, "INCOMPLETE ");
	add(m, "ID:%08x ", get_unaligned_be32(fh + 4));
	*fragment |= (off & 0xfff8) != 0;
	return true;
}

/* AH and ESP among the extension headers: told only with the options. */
static bool dump_ipsec6(struct nf_log_buf *m, const struct sk_buff *skb, const char *name,
			bool fragment, unsigned int offset, unsigned int len, unsigned int at)
{
	u8 buf[12];
	const u8 *p;

	add(m, "%s ", name);
	if (fragment) {
		add(m, ")");
		return false;
	}
	p = skb_header_pointer(skb, offset, len, buf);
	if (!p) {
		add_incomplete(m, skb, offset);
		add(m, ")");
		return false;
	}
	add(m, "SPI=0x%x ", get_unaligned_be32(p + at));
	return true;
}

/* One extension header, its length to *@len.  => false: the line ends here */
static bool dump_ext6(struct nf_log_buf *m, const struct sk_buff *skb, u8 nexthdr,
		      unsigned int offset, unsigned int flags, bool *fragment, unsigned int *len)
{
	bool told = flags & NF_LOG_IPOPT;
	const struct ipv6_opt_hdr *hp;
	struct ipv6_opt_hdr buf;

	hp = skb_header_pointer(skb, offset, sizeof(buf), &buf);
	if (!hp) {
		add(m, "TRUNCATED");
		return false;
	}
	*len = (hp->hdrlen + 1u) * 8;
	if (told)
		add(m, "OPT ( ");
	switch (nexthdr) {
	case NEXTHDR_FRAGMENT:
		*len = 8;
		if (!dump_frag6(m, skb, offset, fragment))
			return false;
		break;
	case NEXTHDR_AUTH:
		*len = (hp->hdrlen + 2u) * 4;
		if (told && !dump_ipsec6(m, skb, "AH", *fragment, offset, 12, 4))
			return false;
		break;
	case NEXTHDR_ESP:
		if (told && dump_ipsec6(m, skb, "ESP", *fragment, offset, 8, 0))
			add(m, ")");
		return false;
	default:
		if (*fragment) {
			add(m, told ? ")" : "");
			return false;
		}
	}
	if (told)
		add(m, ") ");
	return true;
}

static bool has_ext6(u8 nexthdr)
{
	return (ipv6_ext_hdr(nexthdr) && nexthdr != NEXTHDR_NONE) || nexthdr == NEXTHDR_ESP;
}

static void dump_icmp6_rest(struct nf_log_buf *m, const struct sk_buff *skb,
			    const struct icmp6hdr *ic, unsigned int offset, bool recurse)
{
	switch (ic->icmp6_type) {
	case ICMPV6_ECHO_REQUEST:
	case ICMPV6_ECHO_REPLY:
		add(m, "ID=%u SEQ=%u ", ntohs(ic->icmp6_identifier), ntohs(ic->icmp6_sequence));
		break;
	case ICMPV6_PARAMPROB:
		add(m, "POINTER=%08x ", ntohl(ic->icmp6_pointer));
		__attribute__((fallthrough));
	case ICMPV6_DEST_UNREACH:
	case ICMPV6_PKT_TOOBIG:
	case ICMPV6_TIME_EXCEED:
		if (recurse) {
			add(m, "[");
			dump_ipv6(m, skb, offset + (unsigned int)sizeof(*ic), 0, false);
			add(m, "] ");
		}
		if (ic->icmp6_type == ICMPV6_PKT_TOOBIG)
			add(m, "MTU=%u ", ntohl(ic->icmp6_mtu));
		break;
	default:
		break;
	}
}

static bool dump_icmp6(struct nf_log_buf *m, const struct sk_buff *skb, bool fragment,
		       unsigned int offset, bool recurse)
{
	const struct icmp6hdr *ic;
	struct icmp6hdr buf;

	add(m, "PROTO=ICMPv6 ");
	if (fragment)
		return true;
	ic = skb_header_pointer(skb, offset, sizeof(buf), &buf);
	if (!ic) {
		add_incomplete(m, skb, offset);
		return false;
	}
	add(m, "TYPE=%u CODE=%u ", ic->icmp6_type, ic->icmp6_code);
	dump_icmp6_rest(m, skb, ic, offset, recurse);
	return true;
}

static bool dump_transport6(struct nf_log_buf *m, const struct sk_buff *skb, u8 nexthdr,
			    bool fragment, unsigned int offset, unsigned int flags, bool recurse)
{
	switch (nexthdr) {
	case IPPROTO_TCP:
		return dump_tcp(m, skb, fragment, offset, flags);
	case IPPROTO_UDP:
	case IPPROTO_UDPLITE:
		return dump_udp(m, skb, nexthdr, fragment, offset);
	case NEXTHDR_ICMP:
		return dump_icmp6(m, skb, fragment, offset, recurse);
	case NEXTHDR_NONE:
		return true;
	default:
		add(m, "PROTO=%u ", nexthdr);
		return true;
	}
}

static void dump_ipv6(struct nf_log_buf *m, const struct sk_buff *skb, unsigned int ip6hoff,
		      unsigned int flags, bool recurse)
{
	unsigned int offset = ip6hoff + (unsigned int)sizeof(struct ipv6hdr), len = 0;
	const struct ipv6hdr *ih;
	struct ipv6hdr buf;
	bool fragment = false;
	u8 nexthdr;

	ih = skb_header_pointer(skb, ip6hoff, sizeof(buf), &buf);
	if (!ih) {
		add(m, "TRUNCATED");
		return;
	}
	add_ip6(m, "SRC", &ih->saddr);
	add_ip6(m, "DST", &ih->daddr);
	add(m, "LEN=%zu TC=%u HOPLIMIT=%u FLOWLBL=%u ", ntohs(ih->payload_len) + sizeof(*ih),
	    ipv6_get_dsfield(ih), ih->hop_limit, ntohl(ip6_flowlabel(ih)));
	nexthdr = ih->nexthdr;
	while (has_ext6(nexthdr)) {
		const u8 *next = skb_header_pointer(skb, offset, 1, &(u8){0});
		u8 following = next ? *next : 0;

		if (!dump_ext6(m, skb, nexthdr, offset, flags, &fragment, &len))
			return;
		nexthdr = following;
		offset += len;
	}
	if (!dump_transport6(m, skb, nexthdr, fragment, offset, flags, recurse) || !recurse)
		return;
	if ((flags & NF_LOG_UID) && skb->sk && skb->sk->has_file)
		add(m, "UID=%u GID=%u ", skb->sk->uid, skb->sk->gid);
	if (skb->mark)
		add(m, "MARK=0x%x ", skb->mark);
}

/* ---- ARP ---- */

static void dump_arp(struct nf_log_buf *m, const struct sk_buff *skb)
{
	unsigned int at = (unsigned int)skb_network_offset(skb);
	const struct arphdr *ah = skb_header_pointer(skb, at, sizeof(*ah), NULL);
	const u8 *p;

	if (!ah) {
		add(m, "TRUNCATED");
		return;
	}
	add(m, "ARP HTYPE=%d PTYPE=0x%04x OPCODE=%d", ntohs(ah->ar_hrd), ntohs(ah->ar_pro),
	    ntohs(ah->ar_op));
	if (ah->ar_hrd != htons(ARPHRD_ETHER) || ah->ar_hln != ETH_ALEN || ah->ar_pln != 4)
		return;
	p = skb_header_pointer(skb, at + (unsigned int)sizeof(*ah), 20, NULL);
	if (!p) {
		add(m, " INCOMPLETE [%u bytes]", bytes_left(skb, at + (unsigned int)sizeof(*ah)));
		return;
	}
	add(m, " MACSRC=");
	add_mac(m, p, ETH_ALEN);
	add(m, " IPSRC=%u.%u.%u.%u MACDST=", p[6], p[7], p[8], p[9]);
	add_mac(m, p + 10, ETH_ALEN);
	add(m, " IPDST=%u.%u.%u.%u", p[16], p[17], p[18], p[19]);
}

/* ---- the line ---- */

static void trace_log(const struct sk_buff *skb, const char *by, const char *prefix,
		      const char *text)
{
	struct trace_event ev = {.type = TRACE_log};

	trace_text(ev.log.by, sizeof(ev.log.by), "%s", by);
	trace_text(ev.log.prefix, sizeof(ev.log.prefix), "%s", prefix);
	trace_text(ev.log.text, sizeof(ev.log.text), "%s", text);
	skb_trace(skb, &ev);
}

void nf_log_packet(struct net *net, u8 pf, unsigned int hooknum, const struct sk_buff *skb,
		   const struct net_device *in, const struct net_device *out, const char *by,
		   int level, unsigned int logflags, const char *prefix)
{
	struct nf_log_buf m = {.count = 0};
	size_t text_at;

	add(&m, "%s", prefix);
	text_at = m.count;
	add(&m, "IN=%s OUT=%s ", in ? in->name : "", out ? out->name : "");
	if (pf == NFPROTO_ARP) {
		dump_arp(&m, skb);
	} else {
		if (in)
			dump_mac_header(&m, skb, logflags);
		if (pf == NFPROTO_IPV4)
			dump_ipv4(&m, skb, (unsigned int)skb_network_offset(skb), logflags);
		else if (pf == NFPROTO_IPV6)
			dump_ipv6(&m, skb, (unsigned int)skb_network_offset(skb), logflags, true);
	}
	log_line(&net->log, level, "%s", m.buf);
	if (unlikely(skb->story))
		trace_log(skb, by, prefix, m.buf + text_at);
}
