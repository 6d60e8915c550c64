// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Who gets an answer, and which.  The path is a fake that writes down what is asked of it.
 */
#include "net/output.h"
#include "net/route.h"
#include "skb/gso.h"
#include "target_test.h"

#include <linux/netfilter_ipv4/ipt_REJECT.h>

#define FIN 0x01
#define SYN 0x02
#define RST 0x04
#define ACK 0x10

/* What the target asked for; this test has one thread. */
static struct {
	int icmps, code;
	int resets;
	struct iphdr ip;
	struct tcphdr tcp;
	u32 mark;
	int route_error;
} seen;

static void fake_icmp_send(struct sk_buff *skb_in, int type, int code, __be32 info)
{
	assert_int_equal(type, ICMP_DEST_UNREACH);
	assert_int_equal(info, 0);
	seen.icmps++;
	seen.code = code;
}

static int fake_local_out(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	assert_int_equal(skb->len, 40);
	/* Left to the device, which fills it in. */
	assert_int_equal(skb->ip_summed, CHECKSUM_PARTIAL);
	assert_int_equal(skb_checksum_help(skb), 0);
	assert_true(test_l4_csum_ok(skb));
	assert_int_equal(skb->protocol, htons(ETH_P_IP));
	seen.ip = *ip_hdr(skb);
	memcpy(&seen.tcp, skb_transport_header(skb), sizeof(seen.tcp));
	seen.mark = skb->mark;
	seen.resets++;
	consume_skb(skb);
	return 0;
}

static int fake_route_me_harder(struct net *net, struct sock *sk, struct sk_buff *skb,
				unsigned int addr_type)
{
	assert_int_equal(addr_type, RTN_UNSPEC);
	assert_non_null(skb->rt);
	return seen.route_error;
}

static const struct net_path_ops fake_path = {.icmp_send = fake_icmp_send,
					      .ip_route_me_harder = fake_route_me_harder,
					      .ip_local_out = fake_local_out};

static int setup(void **state)
{
	int err = test_net_setup(state);
	struct net *net = *state;

	net_set_path_ops(net, &fake_path);
	net->ipv4.sysctl_ip_default_ttl = 64;
	memset(&seen, 0, sizeof(seen));
	return err;
}

enum { QUIET = -1 };

static int icmp_for(struct net *net, const struct pkt *p, u32 with, u8 ip_summed, bool break_sum)
{
	const struct ipt_reject_info info = {.with = with};
	struct sk_buff *skb = test_skb(net, p);
	int before = seen.icmps;

	skb->ip_summed = ip_summed;
	if (break_sum)
		skb->data[skb->len - 1] ^= 1;
	assert_int_equal(test_target(net, ipt_REJECT_tg, &info, skb, NF_INET_FORWARD), NF_DROP);
	consume_skb(skb);
	return seen.icmps > before ? seen.code : QUIET;
}

static void icmp_types(void **state)
{
	static const struct {
		u32 with;
		int code;
	} rows[] = {
		{IPT_ICMP_NET_UNREACHABLE, 0},
		{IPT_ICMP_HOST_UNREACHABLE, 1},
		{IPT_ICMP_PROT_UNREACHABLE, 2},
		{IPT_ICMP_PORT_UNREACHABLE, 3},
		{IPT_ICMP_NET_PROHIBITED, 9},
		{IPT_ICMP_HOST_PROHIBITED, 10},
		{IPT_ICMP_ADMIN_PROHIBITED, 13},
		{IPT_ICMP_ECHOREPLY, QUIET},
		{99, QUIET},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		expect_row("code",
			   icmp_for(*state, &(struct pkt){.payload = 3}, rows[i].with, 0, false),
			   rows[i].code);
}

static const u8 udp_no_sum[] = {0, 1, 0, 2, 0, 9, 0, 0, 'x'}, short_udp[] = {0, 1, 0, 2, 0, 9},
		junk[] = {1, 2, 3, 4, 5, 6, 7, 8}, summed[] = {0x12, 0x34, 0xed, 0xcb};
#define L4(bytes) .l4 = bytes, .l4_len = sizeof(bytes)

static const struct {
	const char *what;
	struct pkt pkt;
	u8 ip_summed;
	bool broken, answered;
} unreach[] = {
	{"tcp", {.payload = 5}, CHECKSUM_NONE, false, true},
	{"tcp broken", {.payload = 5}, CHECKSUM_NONE, true, false},
	{"tcp broken, known good", {.payload = 5}, CHECKSUM_UNNECESSARY, true, true},
	{"tcp from here, sum to come", {.payload = 5}, CHECKSUM_PARTIAL, true, true},
	{"udp", {.proto = IPPROTO_UDP, .payload = 5}, CHECKSUM_NONE, false, true},
	{"udp broken", {.proto = IPPROTO_UDP, .payload = 5}, CHECKSUM_NONE, true, false},
	{"udp without a sum", {.proto = IPPROTO_UDP, L4(udp_no_sum)}, CHECKSUM_NONE, false, true},
	{"udp cut in its header", {.proto = IPPROTO_UDP, L4(short_udp)}, 0, false, false},
	{"icmp", {.proto = IPPROTO_ICMP, .sport = 8, .payload = 5}, 0, false, true},
	{"icmp broken", {.proto = IPPROTO_ICMP, .sport = 8, .payload = 5}, 0, true, false},
	{"gre has none", {.proto = IPPROTO_GRE, L4(junk)}, CHECKSUM_NONE, false, true},
	{"sctp has another", {.proto = IPPROTO_SCTP, L4(junk)}, CHECKSUM_NONE, false, true},
	{"esp", {.proto = IPPROTO_ESP, L4(junk)}, CHECKSUM_NONE, false, true},
	{"ah", {.proto = IPPROTO_AH, L4(junk)}, CHECKSUM_NONE, false, true},
	{"udplite", {.proto = IPPROTO_UDPLITE, L4(junk)}, CHECKSUM_NONE, false, true},
	{"dccp", {.proto = IPPROTO_DCCP, L4(junk)}, CHECKSUM_NONE, false, true},
	{"any other must sum up", {.proto = 99, L4(junk)}, CHECKSUM_NONE, false, false},
	{"and does", {.proto = 99, L4(summed)}, CHECKSUM_NONE, false, true},
	{"first fragment, sum over a part", {.frag_off = 0x2000, .payload = 5}, 0, true, false},
	{"later fragment", {.frag_off = 3, .payload = 5}, CHECKSUM_UNNECESSARY, false, false},
	{"IP options", {.ihl = 15, .payload = 7}, CHECKSUM_NONE, false, true},
};

static void who_gets_an_icmp(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(unreach); i++)
		expect_row(unreach[i].what,
			   icmp_for(*state, &unreach[i].pkt, IPT_ICMP_PORT_UNREACHABLE,
				    unreach[i].ip_summed, unreach[i].broken),
			   unreach[i].answered ? ICMP_PORT_UNREACH : QUIET);
}

static bool reset_for(struct net *net, const struct pkt *p, u8 rt_type, bool break_sum)
{
	const struct ipt_reject_info info = {.with = IPT_TCP_RESET};
	struct sk_buff *skb = test_skb(net, p);
	struct rtable rt = {.rt_type = rt_type};
	int before = seen.resets;

	skb->rt = &rt;
	skb->mark = 0x77;
	if (break_sum)
		skb->data[skb->len - 1] ^= 1;
	assert_int_equal(test_target(net, ipt_REJECT_tg, &info, skb, NF_INET_FORWARD), NF_DROP);
	consume_skb(skb);
	return seen.resets > before;
}

static const struct {
	const char *what;
	struct pkt pkt;
	u8 rt_type;
	bool broken, answered;
} resets[] = {
	{"syn", {.flags = SYN}, RTN_UNICAST, false, true},
	{"no flags", {}, RTN_UNICAST, false, true},
	{"ack", {.flags = ACK}, RTN_LOCAL, false, true},
	{"rst", {.flags = RST}, RTN_UNICAST, false, false},
	{"rst ack", {.flags = RST | ACK}, RTN_UNICAST, false, false},
	{"broken", {.flags = SYN}, RTN_UNICAST, true, false},
	{"later fragment", {.flags = SYN, .frag_off = 2}, RTN_UNICAST, false, false},
	{"first fragment", {.flags = SYN, .frag_off = 0x2000}, RTN_UNICAST, false, true},
	{"cut", {.cut = 39}, RTN_UNICAST, false, false},
	{"udp", {.proto = IPPROTO_UDP}, RTN_UNICAST, false, false},
	{"broadcast", {.flags = SYN}, RTN_BROADCAST, false, false},
	{"multicast", {.flags = SYN}, RTN_MULTICAST, false, false},
};

static void who_gets_a_reset(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(resets); i++)
		expect_row(resets[i].what,
			   reset_for(*state, &resets[i].pkt, resets[i].rt_type, resets[i].broken),
			   resets[i].answered);
	assert_int_equal(seen.icmps, 0);
}

/* A packet of test_skb() has sequence number 1000 and acknowledges 2000. */
static const struct {
	const char *what;
	struct pkt pkt;
	u32 seq, ack_seq;
	bool ack;
} numbers[] = {
	{"syn", {.flags = SYN}, 0, 1001, true},
	{"syn with options", {.flags = SYN, .opt = "\2\4\5\xb4", .opt_len = 4}, 0, 1001, true},
	{"fin with data", {.flags = FIN, .payload = 10}, 0, 1011, true},
	{"syn fin with data", {.flags = SYN | FIN, .payload = 10}, 0, 1012, true},
	{"no flags, data", {.payload = 10}, 0, 1010, true},
	{"ack", {.flags = ACK, .payload = 10}, 2000, 0, false},
	{"syn ack", {.flags = SYN | ACK}, 2000, 0, false},
	{"doff beyond the packet", {.flags = SYN, .doff = 15}, 0, 1001 - 40, true},
	{"IP options", {.flags = SYN, .ihl = 15}, 0, 1001, true},
};

static void what_a_reset_says(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
		struct pkt p = numbers[i].pkt;

		p.sport = 1234;
		p.dport = 80;
		assert_true(reset_for(*state, &p, RTN_UNICAST, false));
		expect_row(numbers[i].what, ntohl(seen.tcp.seq), numbers[i].seq);
		expect_row(numbers[i].what, ntohl(seen.tcp.ack_seq), numbers[i].ack_seq);
		expect_row(numbers[i].what, seen.tcp.ack, numbers[i].ack);
		assert_true(seen.tcp.rst && !seen.tcp.syn && !seen.tcp.fin && !seen.tcp.psh);
		assert_int_equal(seen.tcp.window, 0);
		assert_int_equal(seen.tcp.doff, 5);
		assert_int_equal(ntohs(seen.tcp.source), 80);
		assert_int_equal(ntohs(seen.tcp.dest), 1234);
		assert_int_equal(seen.ip.saddr, IP4(10, 0, 0, 2));
		assert_int_equal(seen.ip.daddr, IP4(10, 0, 0, 1));
		assert_int_equal(seen.ip.ttl, 64);
		assert_int_equal(seen.ip.tos, 0);
		assert_int_equal(seen.ip.frag_off, htons(0x4000));
		assert_int_equal(seen.mark, 0);
	}
}

static void mark_reflects_when_asked(void **state)
{
	((struct net *)*state)->ipv4.sysctl_fwmark_reflect = 1;
	assert_true(reset_for(*state, &(struct pkt){.flags = SYN}, RTN_UNICAST, false));
	assert_int_equal(seen.mark, 0x77);
}

static void no_route_no_reset(void **state)
{
	seen.route_error = -EHOSTUNREACH;
	assert_false(reset_for(*state, &(struct pkt){.flags = SYN}, RTN_UNICAST, false));
}

static void says_why_not(void **state)
{
	const struct ipt_reject_info info = {.with = IPT_TCP_RESET};
	struct sk_buff *skb = test_skb(*state, &(struct pkt){.flags = RST});

	skb->story = trace_story_create(10);
	test_target(*state, ipt_REJECT_tg, &info, skb, NF_INET_FORWARD);
	assert_int_equal(skb->story->count, 1);
	assert_int_equal(skb->story->event[0].type, TRACE_reply);
	assert_int_equal(skb->story->event[0].reply.made, 0);
	assert_string_equal(skb->story->event[0].reply.why, "a reset itself");
	trace_story_destroy(skb->story);
	skb->story = NULL;
	consume_skb(skb);
}

static void checkentry(void **state)
{
	static const struct {
		u32 with;
		u16 proto;
		u8 invflags;
		int err;
	} rows[] = {
		{IPT_ICMP_PORT_UNREACHABLE, 0, 0, 0},
		{IPT_ICMP_ECHOREPLY, 0, 0, -EINVAL},
		{IPT_TCP_RESET, IPPROTO_TCP, 0, 0},
		{IPT_TCP_RESET, 0, 0, -EINVAL},
		{IPT_TCP_RESET, IPPROTO_UDP, 0, -EINVAL},
		{IPT_TCP_RESET, IPPROTO_TCP, XT_INV_PROTO, -EINVAL},
		{IPT_TCP_RESET, IPPROTO_TCP, IPT_INV_DSTIP, 0},
		{99, 0, 0, 0},
	};

	assert_string_equal(ipt_REJECT_tg->table, "filter");
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct ipt_reject_info info = {.with = rows[i].with};
		const struct ipt_entry e = {.ip.proto = rows[i].proto,
					    .ip.invflags = rows[i].invflags};

		expect_row("check", test_target_check(*state, ipt_REJECT_tg, &info, 1, &e),
			   rows[i].err);
	}
}

#define REJECT_TEST(f) cmocka_unit_test_setup_teardown(f, setup, test_net_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		REJECT_TEST(icmp_types),
		REJECT_TEST(who_gets_an_icmp),
		REJECT_TEST(who_gets_a_reset),
		REJECT_TEST(what_a_reset_says),
		REJECT_TEST(mark_reflects_when_asked),
		REJECT_TEST(no_route_no_reset),
		REJECT_TEST(says_why_not),
		REJECT_TEST(checkentry),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
