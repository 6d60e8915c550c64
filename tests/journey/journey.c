// SPDX-License-Identifier: GPL-2.0-or-later
/* See journey.h. */
#include "journey.h"

#include "net/if_inet6.h"

#include <linux/netlink.h>

struct port {
	struct journey *j;
};

static void __printf(2, 3) say(struct journey *j, const char *fmt, ...)
{
	size_t n = strlen(j->out);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(j->out + n, sizeof(j->out) - n, fmt, ap);
	va_end(ap);
}

/* ---- ports ---- */

static void say_icmp(struct journey *j, const u8 *p, u32 len)
{
	say(j, " %u/%u", p[0], p[1]);
	if ((p[0] == ICMP_DEST_UNREACH && p[1] == ICMP_FRAG_NEEDED) || p[0] == ICMP_PARAMETERPROB ||
	    p[0] == ICMP_REDIRECT)
		say(j, " %08x", get_unaligned_be32(p + 4));
	if (csum_fold(csum_partial(p, len, 0)))
		say(j, " BADSUM");
}

static void say_tcp(struct journey *j, const u8 *ip, const u8 *p, u32 len)
{
	__be32 s, d;

	memcpy(&s, ip + 12, 4);
	memcpy(&d, ip + 16, 4);
	say(j, " flags %02x seq %u ack %u", p[13], get_unaligned_be32(p + 4),
	    get_unaligned_be32(p + 8));
	if (csum_tcpudp_magic(s, d, len, IPPROTO_TCP, csum_partial(p, len, 0)))
		say(j, " BADSUM");
}

static void say_ipv4(struct journey *j, const u8 *p)
{
	u32 hlen = (p[0] & 15) * 4u, len = get_unaligned_be16(p + 2);

	say(j, "%u.%u.%u.%u>%u.%u.%u.%u ttl %u len %u", p[12], p[13], p[14], p[15], p[16], p[17],
	    p[18], p[19], p[8], len);
	if (p[1])
		say(j, " tos %02x", p[1]);
	if (get_unaligned_be16(p + 6) & 0x3fff)
		say(j, " frag %04x", get_unaligned_be16(p + 6));
	else if (p[9] == IPPROTO_ICMP)
		say_icmp(j, p + hlen, len - hlen);
	else if (p[9] == IPPROTO_TCP)
		say_tcp(j, p, p + hlen, len - hlen);
	else if (p[9] != IPPROTO_UDP)
		say(j, " proto %u", p[9]);
	if (hlen > 20) {
		say(j, " opt ");
		for (u32 i = 20; i < hlen; i++)
			say(j, "%02x", p[i]);
	}
	if (ip_fast_csum(p, p[0] & 15))
		say(j, " BADIPSUM");
}

static void port_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct journey *j = dev->priv;
	const u8 *p = skb->data;

	say(j, "%s ", dev->name);
	if (skb->len < ETH_HLEN || skb->data != skb_mac_header(skb))
		say(j, "NOFRAME");
	if (p[0] & 1)
		say(j, "%s ", p[0] == 0xff ? "bcast" : "mcast");
	else if (p[4] != 1)
		say(j, "mac?? ");
	if (get_unaligned_be16(p + 12) == ETH_P_IP) {
		say_ipv4(j, p + ETH_HLEN);
		if (skb->len != ETH_HLEN + (u32)get_unaligned_be16(p + 16))
			say(j, " PADDED");
	} else {
		say(j, "arp %u %u.%u.%u.%u>%u.%u.%u.%u", p[21], p[28], p[29], p[30], p[31], p[38],
		    p[39], p[40], p[41]);
	}
	say(j, "; ");
	consume_skb(skb);
}

static const struct net_device_ops port_ops = {.ndo_start_xmit = port_xmit};

struct net_device *journey_port(struct journey *j, const char *name, u8 n)
{
	struct net_device *dev = alloc_etherdev(j->net, name, &port_ops);
	const u8 mac[ETH_ALEN] = {2, 0, 0, 0, 0, n};

	assert_non_null(dev);
	memcpy(dev->dev_addr, mac, sizeof(mac));
	dev->priv = j;
	assert_int_equal(register_netdevice(dev), 0);
	assert_int_equal(dev_open(dev), 0);
	return dev;
}

/* ---- configuration ---- */

void journey_addr(struct net_device *dev, const char *addr, int plen)
{
	struct in_ifaddr ifa = {.ifa_local = inet_addr(addr),
				.ifa_address = inet_addr(addr),
				.ifa_prefixlen = (u8)plen,
				.ifa_mask = inet_make_mask(plen),
				.ifa_broadcast = 0,
				.ifa_valid_lft = UINT32_MAX,
				.ifa_preferred_lft = UINT32_MAX};

	snprintf(ifa.ifa_label, sizeof(ifa.ifa_label), "%s", dev->name);
	assert_int_equal(inet_addr_add(dev, &ifa), 0);
}

void journey_route(struct journey *j, u8 type, const char *prefix, const char *gw,
		   struct net_device *dev)
{
	struct fib_config cfg = {.fc_type = type,
				 .fc_table = RT_TABLE_MAIN,
				 .fc_protocol = RTPROT_STATIC,
				 .fc_gw = gw ? inet_addr(gw) : 0,
				 .fc_oif = dev ? dev->ifindex : 0,
				 .fc_scope = dev && !gw ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE,
				 .fc_nlflags = NLM_F_CREATE};
	char text[32];
	char *slash;

	snprintf(text, sizeof(text), "%s", prefix);
	slash = strchr(text, '/');
	*slash = '\0';
	cfg.fc_dst = inet_addr(text);
	cfg.fc_dst_len = (u8)atoi(slash + 1);
	assert_int_equal(fib_table_insert(j->net, fib_new_table(j->net, RT_TABLE_MAIN), &cfg, NULL),
			 0);
}

void journey_neigh(struct net_device *dev, const char *addr, u8 peer)
{
	const u8 mac[ETH_ALEN] = {2, 0, 0, 0, 1, peer};
	struct neighbour *n;

	rcu_lock();
	n = neigh_create_static(arp_tbl(dev->net), &(__be32){inet_addr(addr)}, dev);
	assert_non_null(n);
	assert_int_equal(neigh_update(n, mac, NUD_PERMANENT,
				      NEIGH_UPDATE_F_OVERRIDE | NEIGH_UPDATE_F_ADMIN, 0),
			 0);
	rcu_unlock();
}

void journey_conf(struct journey *j, struct net_device *dev, int attr, int value)
{
	assert_int_equal(inet_conf_set(j->net, dev, attr, value), 0);
}

static void dropped(void *ctx, const struct sk_buff *skb, enum skb_drop_reason reason)
{
	say(ctx, "!%s; ", drop_reason_name(reason));
}

void journey_begin(struct journey *j, u32 vec)
{
	const struct quintet_env env = {.seed = 1, .start_real_ns = 86400000000000ull + 5000000};

	memset(j, 0, sizeof(*j));
	j->vec = vec;
	j->net = namespace_create(&env);
	assert_non_null(j->net);
	j->observer = (struct skb_observer){.dropped = dropped, .ctx = j};
	net_set_observer(j->net, &j->observer);
	/* IPv4's journeys: its devices say nothing of IPv6's groups. */
	assert_int_equal(inet6_conf_set(j->net, (void *)(uintptr_t)-1, DEVCONF_DISABLE_IPV6, 1), 0);
	assert_int_equal(dev_open(j->net->loopback_dev), 0);
	j->net->ipv4.sysctl_icmp_ratelimit = 0;
	journey_conf(j, NULL, IPV4_DEVCONF_FORWARDING, 1);
	journey_conf(j, NULL, IPV4_DEVCONF_RP_FILTER, 0);
	journey_conf(j, NULL, IPV4_DEVCONF_SEND_REDIRECTS, 0);
	journey_conf(j, (void *)-1, IPV4_DEVCONF_FORWARDING, 1);
	journey_conf(j, (void *)-1, IPV4_DEVCONF_SEND_REDIRECTS, 0);
	j->eth0 = journey_port(j, "eth0", 1);
	j->eth1 = journey_port(j, "eth1", 2);
	journey_addr(j->eth0, "10.0.0.254", 24);
	journey_addr(j->eth1, "10.1.0.254", 24);
	journey_neigh(j->eth0, "10.0.0.1", 1);
	journey_neigh(j->eth1, "10.1.0.1", 2);
	net_advance(j->net, 1000000000ull);
	j->now_ns = 1000000000ull;
}

void journey_end(struct journey *j)
{
	/* Fragments that wait are gone by then. */
	journey_advance(j, 60000);
	trace_story_destroy(j->story);
	net_set_observer(j->net, NULL);
	/* What waits for a neighbour goes with its device. */
	unregister_netdevice(j->eth0);
	unregister_netdevice(j->eth1);
	assert_int_equal(net_shard0(j->net)->pool.heads.in_use, 0);
	assert_int_equal(net_shard0(j->net)->pool.blocks.in_use, 0);
	namespace_destroy(j->net);
}

static int setup(void **state, u32 vec)
{
	struct journey *j = malloc(sizeof(*j));

	journey_begin(j, vec);
	*state = j;
	return 0;
}
int journey_setup_1(void **state)
{
	return setup(state, 1);
}
int journey_setup_2(void **state)
{
	return setup(state, 2);
}
int journey_setup_64(void **state)
{
	return setup(state, 64);
}
int journey_teardown(void **state)
{
	journey_end(*state);
	free(*state);
	return 0;
}

/* ---- packets ---- */

static u32 fill_transport(u8 *h, const struct pkt *p, __be32 s, __be32 d)
{
	u32 len = 8u + p->len;
	u16 sum;

	switch (p->proto ? p->proto : IPPROTO_UDP) {
	case IPPROTO_UDP:
		put_unaligned_be16(1000, h);
		put_unaligned_be16(53, h + 2);
		put_unaligned_be16((u16)len, h + 4);
		if (p->no_sum)
			break;
		sum = csum_tcpudp_magic(s, d, len, IPPROTO_UDP, csum_partial(h, len, 0));
		memcpy(h + 6, &sum, 2);
		h[7] ^= p->bad_sum;
		break;
	case IPPROTO_TCP:
		len = 20u + p->len;
		put_unaligned_be16(1000, h);
		put_unaligned_be16(80, h + 2);
		put_unaligned_be32(p->seq, h + 4);
		put_unaligned_be32(p->ack, h + 8);
		h[12] = 0x50;
		h[13] = p->type;
		sum = csum_tcpudp_magic(s, d, len, IPPROTO_TCP, csum_partial(h, len, 0));
		memcpy(h + 16, &sum, 2);
		h[17] ^= p->bad_sum;
		break;
	case IPPROTO_ICMP:
		h[0] = p->type;
		h[1] = p->code;
		put_unaligned_be32(0x00010001, h + 4);
		sum = csum_fold(csum_partial(h, len, 0));
		memcpy(h + 2, &sum, 2);
		h[3] ^= p->bad_sum;
		break;
	default:
		break;
	}
	return len;
}

static void fill_mac(u8 *f, const struct net_device *dev, const struct pkt *p)
{
	const u8 other[ETH_ALEN] = {2, 0, 0, 0, 9, 9}, mcast[ETH_ALEN] = {1, 0, 0x5e, 0, 0, 1};

	memcpy(f, dev->dev_addr, ETH_ALEN);
	if (p->mac && !strcmp(p->mac, "bcast"))
		memset(f, 0xff, ETH_ALEN);
	else if (p->mac && !strcmp(p->mac, "mcast"))
		memcpy(f, mcast, ETH_ALEN);
	else if (p->mac)
		memcpy(f, other, ETH_ALEN);
	memset(f + 6, 0, ETH_ALEN);
	f[6] = 2;
	f[10] = 1;
	f[11] = dev->dev_addr[5];
	put_unaligned_be16(ETH_P_IP, f + 12);
}

void journey_send(struct journey *j, struct net_device *dev, const struct pkt *p)
{
	u8 frame[4096] = {0}, *ip = frame + ETH_HLEN;
	u32 hlen = 20u + p->optlen, len;
	__be32 s = inet_addr(p->src ? p->src : "10.0.0.1"),
	       d = inet_addr(p->dst ? p->dst : "10.1.0.1");
	u16 sum;

	fill_mac(frame, dev, p);
	len = hlen + fill_transport(ip + hlen, p, s, d);
	ip[0] = (u8)(0x40 | hlen / 4);
	ip[1] = p->tos;
	put_unaligned_be16((u16)len, ip + 2);
	put_unaligned_be16(7, ip + 4);
	put_unaligned_be16(p->frag, ip + 6);
	ip[8] = p->ttl == 255 ? 0 : p->ttl ? p->ttl : 64;
	ip[9] = p->proto ? p->proto : IPPROTO_UDP;
	memcpy(ip + 12, &s, 4);
	memcpy(ip + 16, &d, 4);
	if (p->optlen)
		memcpy(ip + 20, p->opt, p->optlen);
	sum = ip_fast_csum(ip, hlen / 4);
	memcpy(ip + 10, &sum, 2);
	journey_frame(j, dev, frame, ETH_HLEN + len);
}

void journey_frame(struct journey *j, struct net_device *dev, const void *frame, u32 len)
{
	struct net_shard *shard = net_shard0(j->net);
	struct sk_buff *skb = netdev_alloc_skb(shard, dev, len);

	assert_non_null(skb);
	memcpy(skb_put(skb, len), frame, len);
	skb->story = j->story;
	j->pending.skb[j->pending.count++] = skb;
	if (j->pending.count == j->vec)
		journey_flush(j);
}

void journey_flush(struct journey *j)
{
	if (j->pending.count)
		netif_receive_skb_vec(net_shard0(j->net), &j->pending);
	j->pending.count = 0;
}

const char *journey_got(struct journey *j)
{
	static char text[J_TEXT];

	snprintf(text, sizeof(text), "%s", j->out);
	j->out[0] = '\0';
	return text;
}

void journey_advance(struct journey *j, u64 ms)
{
	journey_flush(j);
	j->now_ns += ms * 1000000;
	net_advance(j->net, j->now_ns);
}
