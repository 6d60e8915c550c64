// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * From words to a packet.  The first four words say where it comes in, its protocol and its
 * addresses; each of the others is an option, looked up in one table that also knows which
 * protocols it makes sense for.  When all are in, the headers are laid out, lengths and checksums
 * last.
 */
#include "host/packet_line.h"

#include "base/csum.h"

#include <linux/icmp.h>
#include <linux/ip.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum proto_bit { FOR_TCP = 1, FOR_UDP = 2, FOR_ICMP = 4, FOR_OTHER = 8, FOR_ANY = 15 };

/**
 * struct draft - what the words have said
 * @length: of the whole IP packet, 0: as long as it needs
 * @mss: 0: no option
 */
struct draft {
	struct packet_line *p;
	char *why;
	size_t why_size;

	u8 protocol;
	enum proto_bit kind;
	__be32 saddr, daddr;
	u16 sport, dport;
	u64 ttl, tos, id, length, mark, uid;
	u64 flags, seq, ack, window, mss;
	u64 type, code;
	u64 frag_offset;
	bool dont_fragment, more_fragments, bad_checksum;
	const char *data;
};

static __printf(2, 3) int wrong(struct draft *d, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(d->why, d->why_size, fmt, ap);
	va_end(ap);
	return -EINVAL;
}

/* ---- words ---- */

struct name_value {
	const char *name;
	u32 value;
};

static const struct name_value protocols[] = {
	{"tcp", IPPROTO_TCP},	{"udp", IPPROTO_UDP}, {"icmp", IPPROTO_ICMP},
	{"igmp", IPPROTO_IGMP}, {"gre", IPPROTO_GRE}, {"esp", IPPROTO_ESP},
	{"ah", IPPROTO_AH},	{"ospf", 89},	      {"vrrp", 112},
	{"sctp", IPPROTO_SCTP}, {"ipip", 4},	      {NULL, 0},
};

static const struct name_value tcp_flags[] = {
	{"fin", 1},  {"syn", 2},  {"rst", 4},	{"psh", 8},  {"ack", 16},
	{"urg", 32}, {"ece", 64}, {"cwr", 128}, {"none", 0}, {NULL, 0},
};

static const struct name_value icmp_types[] = {
	{"echo-reply", 0},	   {"unreachable", 3},
	{"source-quench", 4},	   {"redirect", 5},
	{"echo-request", 8},	   {"time-exceeded", 11},
	{"parameter-problem", 12}, {"timestamp-request", 13},
	{"timestamp-reply", 14},   {NULL, 0},
};

static const struct name_value *by_name(const struct name_value *v, const char *name, size_t len)
{
	for (; v->name; v++)
		if (strlen(v->name) == len && !strncmp(v->name, name, len))
			return v;
	return NULL;
}

/* The whole of @s as a number, also in hexadecimal, up to @most */
static bool number(const char *s, u64 most, u64 *n)
{
	char *end;

	errno = 0;
	*n = strtoull(s, &end, 0);
	return *s >= '0' && *s <= '9' && !*end && !errno && *n <= most;
}

static int take_protocol(struct draft *d, const char *word)
{
	const struct name_value *v = by_name(protocols, word, strlen(word));
	u64 n;

	if (v)
		d->protocol = (u8)v->value;
	else if (number(word, 255, &n))
		d->protocol = (u8)n;
	else
		return wrong(d, "'%s' is no protocol: tcp, udp, icmp, … or its number", word);
	d->kind = d->protocol == IPPROTO_TCP	? FOR_TCP
		  : d->protocol == IPPROTO_UDP	? FOR_UDP
		  : d->protocol == IPPROTO_ICMP ? FOR_ICMP
						: FOR_OTHER;
	return 0;
}

static int take_address(struct draft *d, const char *what, const char *word, __be32 *addr,
			u16 *port)
{
	bool ports = d->kind == FOR_TCP || d->kind == FOR_UDP;
	const char *colon = strchr(word, ':');
	char text[64];
	u64 n = 0;

	snprintf(text, sizeof(text), "%.*s", colon ? (int)(colon - word) : (int)strlen(word), word);
	if (inet_pton(AF_INET, text, addr) != 1)
		return wrong(d, "'%s' is no %s: an IPv4 address%s", word, what,
			     ports ? " and a port, as in 10.0.0.1:80" : "");
	if (ports && (!colon || !number(colon + 1, 65535, &n)))
		return wrong(d, "'%s' needs a port, as in %s:80", word, text);
	if (!ports && colon)
		return wrong(d, "'%s' has a port, which this protocol does not", word);
	*port = (u16)n;
	return 0;
}

static int take_flags(struct draft *d, const char *value)
{
	d->flags = 0;
	while (*value) {
		size_t n = strcspn(value, ",+");
		const struct name_value *v = by_name(tcp_flags, value, n);

		if (!v)
			return wrong(d,
				     "'%.*s' is no TCP flag: fin, syn, rst, psh, ack, urg, ece, "
				     "cwr, none",
				     (int)n, value);
		d->flags |= v->value;
		value += n + (value[n] != 0);
	}
	return 0;
}

static int take_type(struct draft *d, const char *value)
{
	const struct name_value *v = by_name(icmp_types, value, strlen(value));

	if (v)
		d->type = v->value;
	else if (!number(value, 255, &d->type))
		return wrong(d, "'%s' is no ICMP type: its number, or echo-request, …", value);
	return 0;
}

static int take_frag(struct draft *d, const char *value)
{
	size_t n = strlen(value);
	char text[32];

	d->more_fragments = n && value[n - 1] == '+';
	snprintf(text, sizeof(text), "%.*s", (int)n - d->more_fragments, value);
	if (!number(text, 65528, &d->frag_offset) || d->frag_offset % 8)
		return wrong(d,
			     "'frag=%s': an offset in bytes, a multiple of 8, with '+' when more "
			     "fragments follow",
			     value);
	return 0;
}

static int take_mac(struct draft *d, const char *value, u8 *mac)
{
	unsigned int b[6];
	char end;

	if (sscanf(value, "%2x:%2x:%2x:%2x:%2x:%2x%c", &b[0], &b[1], &b[2], &b[3], &b[4], &b[5],
		   &end) != 6)
		return wrong(d, "'%s' is no MAC address, as in 02:00:00:00:00:01", value);
	for (int i = 0; i < 6; i++)
		mac[i] = (u8)b[i];
	return 0;
}

static int take_smac(struct draft *d, const char *value)
{
	return take_mac(d, value, d->p->smac);
}

static int take_dmac(struct draft *d, const char *value)
{
	d->p->has_dmac = true;
	return take_mac(d, value, d->p->dmac);
}

static int take_dscp(struct draft *d, const char *value)
{
	if (!number(value, 63, &d->tos))
		return wrong(d, "'dscp=%s': a number from 0 to 63", value);
	d->tos <<= 2;
	return 0;
}

static int take_data(struct draft *d, const char *value)
{
	d->data = value;
	return 0;
}

static int take_csum(struct draft *d, const char *value)
{
	if (strcmp(value, "bad"))
		return wrong(d, "'csum=%s': only csum=bad is known", value);
	d->bad_checksum = true;
	return 0;
}

static int take_df(struct draft *d, const char *value)
{
	d->dont_fragment = true;
	return 0;
}

/**
 * struct word_desc - an option
 * @field, @most: a plain number up to @most goes there; or
 * @take: understands the value
 * @bare: has no value
 */
struct word_desc {
	const char *name;
	unsigned int kinds;
	size_t field;
	u64 most;
	int (*take)(struct draft *d, const char *value);
	bool bare;
};

#define NUMBER(f) offsetof(struct draft, f)

static const struct word_desc words[] = {
	{"flags", FOR_TCP, .take = take_flags},
	{"seq", FOR_TCP, NUMBER(seq), UINT32_MAX},
	{"ack", FOR_TCP, NUMBER(ack), UINT32_MAX},
	{"win", FOR_TCP, NUMBER(window), 65535},
	{"mss", FOR_TCP, NUMBER(mss), 65535},
	{"type", FOR_ICMP, .take = take_type},
	{"code", FOR_ICMP, NUMBER(code), 255},
	{"ttl", FOR_ANY, NUMBER(ttl), 255},
	{"tos", FOR_ANY, NUMBER(tos), 255},
	{"dscp", FOR_ANY, .take = take_dscp},
	{"id", FOR_ANY, NUMBER(id), 65535},
	{"len", FOR_ANY, NUMBER(length), 65535},
	{"df", FOR_ANY, .take = take_df, .bare = true},
	{"frag", FOR_ANY, .take = take_frag},
	{"data", FOR_ANY, .take = take_data},
	{"csum", FOR_ANY, .take = take_csum},
	{"mark", FOR_ANY, NUMBER(mark), UINT32_MAX},
	{"uid", FOR_ANY, NUMBER(uid), UINT32_MAX},
	{"src-mac", FOR_ANY, .take = take_smac},
	{"dst-mac", FOR_ANY, .take = take_dmac},
};

static int take_value(struct draft *d, const struct word_desc *w, const char *value)
{
	u64 n;

	if (w->take)
		return w->take(d, value);
	if (!number(value, w->most, &n))
		return wrong(d, "'%s=%s': a number from 0 to %llu", w->name, value,
			     (unsigned long long)w->most);
	memcpy((char *)d + w->field, &n, sizeof(n));
	return 0;
}

static int take_option(struct draft *d, const char *word)
{
	size_t n = strcspn(word, "=");

	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		const struct word_desc *w = &words[i];

		if (strlen(w->name) != n || strncmp(w->name, word, n))
			continue;
		if (!(w->kinds & d->kind))
			return wrong(d, "'%s' makes no sense for this protocol", word);
		if (w->bare != !word[n])
			return wrong(d,
				     w->bare ? "'%s': '%s' takes no value"
					     : "'%s': '%s' takes a value, as in name=value",
				     word, w->name);
		return take_value(d, w, w->bare ? "" : word + n + 1);
	}
	return wrong(d, "'%s' is not known: see quintet-trace(1) for the words of a packet", word);
}

/* ---- bytes ---- */

static u32 l4_header(const struct draft *d)
{
	switch (d->kind) {
	case FOR_TCP:
		return sizeof(struct tcphdr) + (d->mss ? 4 : 0);
	case FOR_UDP:
		return sizeof(struct udphdr);
	case FOR_ICMP:
		return sizeof(struct icmphdr);
	default:
		return 0;
	}
}

static void put_tcp(const struct draft *d, u8 *at)
{
	u32 doff = l4_header(d) / 4;

	put_unaligned_be16(d->sport, at);
	put_unaligned_be16(d->dport, at + 2);
	put_unaligned_be32((u32)d->seq, at + 4);
	put_unaligned_be32((u32)d->ack, at + 8);
	at[12] = (u8)(doff << 4);
	at[13] = (u8)d->flags;
	put_unaligned_be16((u16)d->window, at + 14);
	if (d->mss)
		put_unaligned_be32(0x02040000u | (u32)d->mss, at + 20);
}

static void put_udp(const struct draft *d, u8 *at, u32 len)
{
	put_unaligned_be16(d->sport, at);
	put_unaligned_be16(d->dport, at + 2);
	put_unaligned_be16((u16)len, at + 4);
}

static void put_checksum(const struct draft *d, u8 *at, u32 len, u32 offset, bool pseudo)
{
	__sum16 sum = pseudo ? csum_tcpudp_magic(d->saddr, d->daddr, len, d->protocol,
						 csum_partial(at, len, 0))
			     : csum_fold(csum_partial(at, len, 0));

	if (!sum && d->kind == FOR_UDP)
		sum = (__sum16)0xffff;
	if (d->bad_checksum)
		sum = (__sum16)(sum ^ 0x5555);
	memcpy(at + offset, &sum, sizeof(sum));
}

static void put_l4(const struct draft *d, u8 *at, u32 len)
{
	u32 head = l4_header(d);

	if (d->data)
		memcpy(at + head, d->data, strlen(d->data));
	switch (d->kind) {
	case FOR_TCP:
		put_tcp(d, at);
		put_checksum(d, at, len, offsetof(struct tcphdr, check), true);
		break;
	case FOR_UDP:
		put_udp(d, at, len);
		put_checksum(d, at, len, offsetof(struct udphdr, check), true);
		break;
	case FOR_ICMP:
		at[0] = (u8)d->type;
		at[1] = (u8)d->code;
		put_checksum(d, at, len, offsetof(struct icmphdr, checksum), false);
		break;
	default:
		break;
	}
}

static void put_ip(const struct draft *d, struct packet_line *p)
{
	struct iphdr *iph = (struct iphdr *)p->ip;

	iph->version = 4;
	iph->ihl = 5;
	iph->tos = (u8)d->tos;
	iph->tot_len = htons((u16)p->len);
	iph->id = htons((u16)d->id);
	iph->frag_off = htons((u16)(d->frag_offset / 8 | (d->dont_fragment ? 0x4000 : 0) |
				    (d->more_fragments ? 0x2000 : 0)));
	iph->ttl = (u8)d->ttl;
	iph->protocol = d->protocol;
	iph->saddr = d->saddr;
	iph->daddr = d->daddr;
	iph->check = ip_fast_csum(iph, iph->ihl);
	if (d->bad_checksum && d->kind == FOR_OTHER)
		iph->check ^= htons(0x5555);
}

static int lay_out(struct draft *d)
{
	struct packet_line *p = d->p;
	/* A later fragment has no header of its own protocol. */
	u32 head = d->frag_offset ? 0 : l4_header(d);
	u32 data = d->data ? (u32)min_t(size_t, strlen(d->data), 65535) : 0;
	u32 least = (u32)sizeof(struct iphdr) + head + data;

	if (least > sizeof(p->ip))
		return wrong(d, "the data is longer than a packet can be");
	if (d->length && d->length < least)
		return wrong(d, "'len=%llu': this packet has at least %u bytes",
			     (unsigned long long)d->length, least);
	p->len = d->length ? (u32)d->length : least;
	memset(p->ip, 0, p->len);
	if (d->frag_offset)
		memcpy(p->ip + sizeof(struct iphdr), d->data ? d->data : "", data);
	else
		put_l4(d, p->ip + sizeof(struct iphdr), p->len - (u32)sizeof(struct iphdr));
	put_ip(d, p);
	p->mark = (u32)d->mark;
	p->uid = (u32)d->uid;
	return 0;
}

int packet_line_parse(char *const *word, int n, struct packet_line *p, char *why, size_t why_size)
{
	struct draft d = {.p = p,
			  .why = why,
			  .why_size = why_size,
			  .ttl = 64,
			  .flags = 2,
			  .window = 64240,
			  .type = ICMP_ECHO};
	static const u8 peer[6] = {2, 0, 0, 0, 1, 1};
	int err = 0;

	if (n < 4)
		return wrong(&d, "a packet is: DEVICE PROTOCOL SOURCE DESTINATION [WORD…]");
	if (!*word[0] || strlen(word[0]) >= sizeof(p->device))
		return wrong(&d, "'%s' cannot be a device's name", word[0]);
	strcpy(p->device, word[0]);
	memcpy(p->smac, peer, sizeof(peer));
	p->has_dmac = false;
	err = take_protocol(&d, word[1]);
	if (!err)
		err = take_address(&d, "source", word[2], &d.saddr, &d.sport);
	if (!err)
		err = take_address(&d, "destination", word[3], &d.daddr, &d.dport);
	for (int i = 4; !err && i < n; i++)
		err = take_option(&d, word[i]);
	return err ? err : lay_out(&d);
}
