// SPDX-License-Identifier: GPL-2.0-or-later
/* Ports, flags, options; later fragments; packets that end inside their header. */
#include "match_test.h"

#include <linux/netfilter/xt_tcpudp.h>

#define ANY              \
	{                \
		0, 65535 \
	}
#define SYN 0x02
#define RST 0x04
#define ACK 0x10

static const u8 mss_opt[] = {2, 4, 5, 0xb4}, nop_ts[] = {1, 1, 8, 10, 0, 0, 0, 0, 0, 0, 0, 0};
static const u8 zero_len[] = {9, 0, 2, 4}, last_kind[] = {1, 1, 1, 7}, past_end[] = {3, 9, 1, 1};
static const u8 end_then[] = {0, 2, 4, 1};
#define OPT(o) .opt = o, .opt_len = sizeof(o)

static const struct {
	const char *what;
	struct pkt pkt;
	struct xt_tcp info;
	int answer;
} tcp_rows[] = {
	{"anything", {.sport = 1, .dport = 2}, {.spts = ANY, .dpts = ANY}, YES},
	{"one dport", {.sport = 1, .dport = 80}, {.spts = ANY, .dpts = {80, 80}}, YES},
	{"dport below", {.sport = 1, .dport = 79}, {.spts = ANY, .dpts = {80, 90}}, NO},
	{"dport low bound", {.sport = 1, .dport = 80}, {.spts = ANY, .dpts = {80, 90}}, YES},
	{"dport high bound", {.sport = 1, .dport = 90}, {.spts = ANY, .dpts = {80, 90}}, YES},
	{"dport above", {.sport = 1, .dport = 91}, {.spts = ANY, .dpts = {80, 90}}, NO},
	{"port 0", {.sport = 0, .dport = 0}, {.spts = {0, 0}, .dpts = {0, 0}}, YES},
	{"port 65535", {.sport = 65535, .dport = 1}, {.spts = {65535, 65535}, .dpts = ANY}, YES},
	{"empty range", {.sport = 5, .dport = 5}, {.spts = ANY, .dpts = {6, 4}}, NO},
	{"! dport",
	 {.sport = 1, .dport = 80},
	 {.spts = ANY, .dpts = {80, 80}, .invflags = XT_TCP_INV_DSTPT},
	 NO},
	{"! dport other",
	 {.sport = 1, .dport = 81},
	 {.spts = ANY, .dpts = {80, 80}, .invflags = XT_TCP_INV_DSTPT},
	 YES},
	{"! sport",
	 {.sport = 7, .dport = 81},
	 {.spts = {7, 7}, .dpts = ANY, .invflags = XT_TCP_INV_SRCPT},
	 NO},
	{"! sport does not turn dport",
	 {.sport = 8, .dport = 81},
	 {.spts = {7, 7}, .dpts = {80, 80}, .invflags = XT_TCP_INV_SRCPT},
	 NO},
	{"syn", {.flags = SYN}, {.spts = ANY, .dpts = ANY, .flg_mask = 0x17, .flg_cmp = SYN}, YES},
	{"syn ack is no syn",
	 {.flags = SYN | ACK},
	 {.spts = ANY, .dpts = ANY, .flg_mask = 0x17, .flg_cmp = SYN},
	 NO},
	{"! syn",
	 {.flags = SYN | ACK},
	 {.spts = ANY, .dpts = ANY, .flg_mask = 0x17, .flg_cmp = SYN, .invflags = XT_TCP_INV_FLAGS},
	 YES},
	{"cmp outside mask never fits",
	 {.flags = SYN},
	 {.spts = ANY, .dpts = ANY, .flg_mask = ACK, .flg_cmp = SYN},
	 NO},
	{"the two upper flag bits count",
	 {.flags = 0xc2},
	 {.spts = ANY, .dpts = ANY, .flg_mask = 0xff, .flg_cmp = 0xc2},
	 YES},
	{"option there", {OPT(mss_opt)}, {.spts = ANY, .dpts = ANY, .option = 2}, YES},
	{"option not there", {OPT(mss_opt)}, {.spts = ANY, .dpts = ANY, .option = 8}, NO},
	{"option behind nops", {OPT(nop_ts)}, {.spts = ANY, .dpts = ANY, .option = 8}, YES},
	{"no options at all", {}, {.spts = ANY, .dpts = ANY, .option = 2}, NO},
	{"! option, no options",
	 {},
	 {.spts = ANY, .dpts = ANY, .option = 2, .invflags = XT_TCP_INV_OPTION},
	 YES},
	{"! option there",
	 {OPT(mss_opt)},
	 {.spts = ANY, .dpts = ANY, .option = 2, .invflags = XT_TCP_INV_OPTION},
	 NO},
	{"length 0 steps by one", {OPT(zero_len)}, {.spts = ANY, .dpts = ANY, .option = 2}, YES},
	{"a kind in the last byte", {OPT(last_kind)}, {.spts = ANY, .dpts = ANY, .option = 7}, YES},
	{"another kind in the last byte",
	 {OPT(last_kind)},
	 {.spts = ANY, .dpts = ANY, .option = 8},
	 NO},
	{"a length past the end", {OPT(past_end)}, {.spts = ANY, .dpts = ANY, .option = 1}, NO},
	{"end of options does not end the walk",
	 {OPT(end_then)},
	 {.spts = ANY, .dpts = ANY, .option = 2},
	 YES},
	{"doff 4 and an option asked", {.doff = 4}, {.spts = ANY, .dpts = ANY, .option = 2}, DROP},
	{"doff 4, no option asked", {.doff = 4}, {.spts = ANY, .dpts = ANY}, YES},
	{"doff beyond the packet, option asked",
	 {.doff = 15},
	 {.spts = ANY, .dpts = ANY, .option = 2},
	 DROP},
	{"doff beyond the packet, port differs first",
	 {.doff = 15},
	 {.spts = {9, 9}, .dpts = ANY, .option = 2},
	 NO},
	{"cut in the header", {.cut = 39}, {.spts = ANY, .dpts = ANY}, DROP},
	{"cut behind the header", {.cut = 40, .payload = 9}, {.spts = ANY, .dpts = ANY}, YES},
	{"IP options before it",
	 {.ihl = 15, .sport = 4, .dport = 5},
	 {.spts = {4, 4}, .dpts = {5, 5}},
	 YES},
	{"fragment at byte 8", {.frag_off = 1}, {.spts = ANY, .dpts = ANY}, DROP},
	{"fragment at byte 16", {.frag_off = 2}, {.spts = ANY, .dpts = ANY}, NO},
	{"first fragment", {.frag_off = 0x2000, .dport = 3}, {.spts = ANY, .dpts = {3, 3}}, YES},
	{"DF", {.frag_off = 0x4000, .dport = 3}, {.spts = ANY, .dpts = {3, 3}}, YES},
};

static void tcp(void **state)
{
	const struct xt_match *m = test_find_match(xt_tcpudp_mt, "tcp", 0, NFPROTO_IPV4);

	for (size_t i = 0; i < ARRAY_SIZE(tcp_rows); i++)
		expect_row(tcp_rows[i].what,
			   test_match_pkt(*state, m, &tcp_rows[i].info, &tcp_rows[i].pkt),
			   tcp_rows[i].answer);
}

static const struct {
	const char *what;
	struct pkt pkt;
	struct xt_udp info;
	int answer;
} udp_rows[] = {
	{"anything", {}, {ANY, ANY, 0}, YES},
	{"dport", {.dport = 53}, {ANY, {53, 53}, 0}, YES},
	{"other dport", {.dport = 54}, {ANY, {53, 53}, 0}, NO},
	{"! dport", {.dport = 53}, {ANY, {53, 53}, XT_UDP_INV_DSTPT}, NO},
	{"! sport", {.sport = 5}, {{53, 53}, ANY, XT_UDP_INV_SRCPT}, YES},
	{"fragment at byte 8 is not dropped", {.frag_off = 1}, {ANY, ANY, 0}, NO},
	{"cut in the header", {.cut = 27}, {ANY, ANY, 0}, DROP},
	{"only the header", {.cut = 28}, {ANY, ANY, 0}, YES},
};

static void udp(void **state)
{
	for (int lite = 0; lite < 2; lite++) {
		const struct xt_match *m =
			test_find_match(xt_tcpudp_mt, lite ? "udplite" : "udp", 0, NFPROTO_IPV4);

		assert_int_equal(m->proto, lite ? IPPROTO_UDPLITE : IPPROTO_UDP);
		for (size_t i = 0; i < ARRAY_SIZE(udp_rows); i++) {
			struct pkt p = udp_rows[i].pkt;

			p.proto = (u8)m->proto;
			expect_row(udp_rows[i].what,
				   test_match_pkt(*state, m, &udp_rows[i].info, &p),
				   udp_rows[i].answer);
		}
	}
}

static void checkentry(void **state)
{
	const struct xt_match *t = test_find_match(xt_tcpudp_mt, "tcp", 0, NFPROTO_IPV4);
	const struct xt_match *u = test_find_match(xt_tcpudp_mt, "udp", 0, NFPROTO_IPV4);

	for (unsigned int inv = 0; inv < 256; inv++) {
		struct xt_tcp ti = {.invflags = (u8)inv};
		struct xt_udp ui = {.invflags = (u8)inv};

		assert_int_equal(test_match_check(*state, t, &ti, 1, NULL),
				 inv > 0x0f ? -EINVAL : 0);
		assert_int_equal(test_match_check(*state, u, &ui, 1, NULL),
				 inv > 0x03 ? -EINVAL : 0);
	}
}

static void says_why(void **state)
{
	const struct xt_match *m = test_find_match(xt_tcpudp_mt, "tcp", 0, NFPROTO_IPV4);
	const struct xt_tcp info = {.spts = ANY, .dpts = {80, 90}};
	struct sk_buff *skb = test_skb(*state, &(struct pkt){.dport = 443});
	const struct nf_hook_state hs = {.net = *state, .pf = NFPROTO_IPV4};
	struct xt_why why;
	struct xt_action_param par = {
		.match = m, .matchinfo = &info, .state = &hs, .thoff = 20, .why = &why};

	assert_false(m->match(skb, &par));
	assert_string_equal(why.field, "dport");
	assert_string_equal(why.have, "443");
	assert_string_equal(why.want, "80:90");
	consume_skb(skb);
}

int main(void)
{
	const struct CMUnitTest tests[] = {TEST(tcp), TEST(udp), TEST(checkentry), TEST(says_why)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
