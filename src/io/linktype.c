// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Link types: how a captured packet becomes the Ethernet frame that a port takes.
 *
 * Each link type tells two things about a packet: which protocol it carries, as an Ethernet type,
 * and where that begins.  Ethernet itself stays as it is.  See
 * https://www.tcpdump.org/linktypes.html.
 */
#include "io/capture.h"

#include <linux/if_ether.h>

/** struct inside - what a link-layer header says of what follows */
struct inside {
	u16 ethertype;
	u32 offset;
};

struct link_type {
	u16 link;
	const char *name;
	int (*decode)(const u8 *data, u32 len, struct inside *in);
};

static int ip_by_version(const u8 *data, u32 len, struct inside *in)
{
	if (len < 1)
		return -EBADMSG;
	switch (data[0] >> 4) {
	case 4:
		in->ethertype = ETH_P_IP;
		return 0;
	case 6:
		in->ethertype = ETH_P_IPV6;
		return 0;
	}
	return -EPROTONOSUPPORT;
}

static int decode_ipv4(const u8 *data, u32 len, struct inside *in)
{
	in->ethertype = ETH_P_IP;
	return 0;
}

static int decode_ipv6(const u8 *data, u32 len, struct inside *in)
{
	in->ethertype = ETH_P_IPV6;
	return 0;
}

/* An address family of the capturing system: 2 is IPv4 everywhere, IPv6 differs. */
static int decode_family(u32 family, struct inside *in)
{
	in->offset = 4;
	switch (family) {
	case 2:
		in->ethertype = ETH_P_IP;
		return 0;
	case 10: /* Linux */
	case 24: /* NetBSD, OpenBSD */
	case 28: /* FreeBSD */
	case 30: /* macOS */
		in->ethertype = ETH_P_IPV6;
		return 0;
	}
	return -EPROTONOSUPPORT;
}

/* The family stands in the capturing host's byte order, which the value itself betrays. */
static int decode_null(const u8 *data, u32 len, struct inside *in)
{
	u32 family;

	if (len < 4)
		return -EBADMSG;
	family = get_unaligned_be32(data);
	if (family > 0xffff)
		family = __builtin_bswap32(family);
	return decode_family(family, in);
}

static int decode_loop(const u8 *data, u32 len, struct inside *in)
{
	return len < 4 ? -EBADMSG : decode_family(get_unaligned_be32(data), in);
}

static int decode_sll(const u8 *data, u32 len, struct inside *in)
{
	if (len < 16)
		return -EBADMSG;
	in->ethertype = get_unaligned_be16(data + 14);
	in->offset = 16;
	/* 1 to 1535: an 802.3 or 802.2 length or marker, not a type */
	return in->ethertype < ETH_P_802_3_MIN ? -EPROTONOSUPPORT : 0;
}

static int decode_sll2(const u8 *data, u32 len, struct inside *in)
{
	if (len < 20)
		return -EBADMSG;
	in->ethertype = get_unaligned_be16(data);
	in->offset = 20;
	return in->ethertype < ETH_P_802_3_MIN ? -EPROTONOSUPPORT : 0;
}

static int ppp_protocol(u16 protocol, struct inside *in)
{
	switch (protocol) {
	case 0x0021:
		in->ethertype = ETH_P_IP;
		return 0;
	case 0x0057:
		in->ethertype = ETH_P_IPV6;
		return 0;
	}
	return -EPROTONOSUPPORT;
}

/* PPP, with or without address and control bytes (RFC 1662), protocol compressed or not. */
static int decode_ppp(const u8 *data, u32 len, struct inside *in)
{
	u32 o = len >= 2 && data[0] == 0xff && data[1] == 0x03 ? 2 : 0;

	if (len < o + 2)
		return -EBADMSG;
	if (data[o] & 1) {
		in->offset = o + 1;
		return ppp_protocol(data[o], in);
	}
	in->offset = o + 2;
	return ppp_protocol(get_unaligned_be16(data + o), in);
}

static int decode_c_hdlc(const u8 *data, u32 len, struct inside *in)
{
	if (len < 4)
		return -EBADMSG;
	in->ethertype = get_unaligned_be16(data + 2);
	in->offset = 4;
	return in->ethertype < ETH_P_802_3_MIN ? -EPROTONOSUPPORT : 0;
}

static int decode_ethernet(const u8 *data, u32 len, struct inside *in)
{
	u32 o = 12;

	/* Behind VLAN tags, for those who want the IP packet. */
	for (int tags = 0; tags < 2; tags++) {
		if (len < o + 2)
			return -EBADMSG;
		in->ethertype = get_unaligned_be16(data + o);
		if (in->ethertype != ETH_P_8021Q && in->ethertype != ETH_P_8021AD)
			break;
		o += 4;
	}
	if (len < o + 2)
		return -EBADMSG;
	in->ethertype = get_unaligned_be16(data + o);
	in->offset = o + 2;
	return 0;
}

static const struct link_type link_types[] = {
	{LINK_NULL, "BSD loopback", decode_null},
	{LINK_ETHERNET, "Ethernet", decode_ethernet},
	{LINK_PPP, "PPP", decode_ppp},
	{LINK_RAW_BSD, "raw IP", ip_by_version},
	{LINK_RAW_OPENBSD, "raw IP", ip_by_version},
	{LINK_PPP_HDLC, "PPP in HDLC", decode_ppp},
	{LINK_RAW, "raw IP", ip_by_version},
	{LINK_C_HDLC, "Cisco HDLC", decode_c_hdlc},
	{LINK_LOOP, "OpenBSD loopback", decode_loop},
	{LINK_LINUX_SLL, "Linux cooked", decode_sll},
	{LINK_IPV4, "raw IPv4", decode_ipv4},
	{LINK_IPV6, "raw IPv6", decode_ipv6},
	{LINK_LINUX_SLL2, "Linux cooked v2", decode_sll2},
};

static const struct link_type *find_link(u16 link)
{
	for (size_t i = 0; i < ARRAY_SIZE(link_types); i++)
		if (link_types[i].link == link)
			return &link_types[i];
	return NULL;
}

const char *capture_link_name(u16 link)
{
	const struct link_type *t = find_link(link);

	return t ? t->name : NULL;
}

static int decode(u16 link, const u8 *data, u32 len, struct inside *in)
{
	const struct link_type *t = find_link(link);

	*in = (struct inside){0};
	return t ? t->decode(data, len, in) : -EPROTONOSUPPORT;
}

ssize_t capture_to_ethernet(u16 link, const u8 *data, u32 len, const u8 *dst, const u8 *src,
			    u8 *frame, size_t room)
{
	struct inside in;
	int err;

	if (link == LINK_ETHERNET) {
		if (len > room)
			return -EMSGSIZE;
		memcpy(frame, data, len);
		return len;
	}
	err = decode(link, data, len, &in);
	if (err)
		return err;
	if (ETH_HLEN + (size_t)(len - in.offset) > room)
		return -EMSGSIZE;
	memcpy(frame, dst, ETH_ALEN);
	memcpy(frame + ETH_ALEN, src, ETH_ALEN);
	put_unaligned_be16(in.ethertype, frame + 2 * ETH_ALEN);
	memcpy(frame + ETH_HLEN, data + in.offset, len - in.offset);
	return ETH_HLEN + (ssize_t)(len - in.offset);
}

ssize_t capture_to_ip(u16 link, const u8 *data, u32 len)
{
	struct inside in;
	int err = decode(link, data, len, &in);

	if (err)
		return err;
	if (in.ethertype != ETH_P_IP && in.ethertype != ETH_P_IPV6)
		return -EPROTONOSUPPORT;
	return in.offset;
}
