// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The segment size: lowered, never raised, added where there is room, and headers that lie.
 * The route back is a fake: what ip_route_output_key() gives is set by each row.
 */
#include "net/output.h"
#include "net/route.h"
#include "target_test.h"

#include <linux/netfilter/xt_TCPMSS.h>
#include <linux/netfilter/xt_tcpudp.h>

#define SYN    0x02
#define CLAMP  XT_TCPMSS_CLAMP_PMTU
#define NO_WAY 0

static u32 back_mtu; /* of this test's one thread */
static struct rtable back;

static int fake_route_output_key(struct net *net, struct flowi4 *fl, struct rtable **rt)
{
	assert_int_equal(fl->daddr, IP4(10, 0, 0, 1));
	if (!back_mtu)
		return -ENETUNREACH;
	back.rt_mtu = back_mtu;
	*rt = &back;
	return 0;
}

static const struct net_path_ops fake_path = {.ip_route_output_key = fake_route_output_key};

static int setup(void **state)
{
	int err = test_net_setup(state);

	if (!err)
		net_set_path_ops(*state, &fake_path);
	return err;
}

static const u8 mss1460[] = {2, 4, 0x05, 0xb4},
		ts_mss[] = {1, 1, 8, 10, 0, 0, 0, 0, 0, 0, 0, 0, 2, 4, 0x05, 0xb4};
static const u8 twice[] = {2, 4, 0x05, 0xb4, 2, 4, 0x05, 0xb4};
static const u8 odd_len[] = {2, 3, 0x05, 0xb4}, zero_len[] = {8, 0, 1, 1, 2, 4, 0x05, 0xb4};
static const u8 long_len[] = {8, 200, 1, 1, 2, 4, 0x05, 0xb4},
		nops[40] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
			    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
#define OPT(o) .opt = o, .opt_len = sizeof(o)

static const struct {
	const char *what;
	struct pkt pkt;
	u16 mss;
	u32 out, back; /* MTUs */
	unsigned int verdict;
	int after; /* MSS in the first option of its kind, -1: none */
	u32 grown;
} rows[] = {
	{"set lower", {OPT(mss1460)}, 1000, 1500, 1500, XT_CONTINUE, 1000, 0},
	{"set equal", {OPT(mss1460)}, 1460, 1500, 1500, XT_CONTINUE, 1460, 0},
	{"never raised", {OPT(mss1460)}, 1461, 1500, 1500, XT_CONTINUE, 1460, 0},
	{"set 0", {OPT(mss1460)}, 0, 1500, 1500, XT_CONTINUE, 0, 0},
	{"behind others", {OPT(ts_mss)}, 1000, 1500, 1500, XT_CONTINUE, 1000, 0},
	{"behind a length of 0", {OPT(zero_len)}, 1000, 1500, 1500, XT_CONTINUE, 1000, 0},
	{"the first of two", {OPT(twice)}, 1000, 1500, 1500, XT_CONTINUE, 1000, 0},
	{"with payload", {OPT(mss1460), .payload = 100}, 1000, 1500, 1500, XT_CONTINUE, 1000, 0},
	{"odd payload", {OPT(mss1460), .payload = 101}, 536, 1500, 1500, XT_CONTINUE, 536, 0},
	{"with IP options", {OPT(mss1460), .ihl = 15}, 1000, 1500, 1500, XT_CONTINUE, 1000, 0},
	{"clamp: way out", {OPT(mss1460)}, CLAMP, 1400, 1500, XT_CONTINUE, 1360, 0},
	{"clamp: way back", {OPT(mss1460)}, CLAMP, 1500, 1300, XT_CONTINUE, 1260, 0},
	{"clamp: no way back", {OPT(mss1460)}, CLAMP, 1400, NO_WAY, XT_CONTINUE, 1360, 0},
	{"clamp: wide enough", {OPT(mss1460)}, CLAMP, 9000, 9000, XT_CONTINUE, 1460, 0},
	{"clamp: MTU of headers", {OPT(mss1460)}, CLAMP, 40, 1500, NF_DROP, 1460, 0},
	{"clamp: one more", {OPT(mss1460)}, CLAMP, 41, 1500, XT_CONTINUE, 1, 0},
	{"added", {}, 500, 1500, 1500, XT_CONTINUE, 500, 4},
	{"added, at most 536", {}, 1460, 1500, 1500, XT_CONTINUE, 536, 4},
	{"added in front", {.opt = nops, .opt_len = 36}, 500, 1500, 1500, XT_CONTINUE, 500, 4},
	{"no room in the header",
	 {.opt = nops, .opt_len = 40},
	 500,
	 1500,
	 1500,
	 XT_CONTINUE,
	 -1,
	 0},
	{"not added before data", {.payload = 1}, 500, 1500, 1500, XT_CONTINUE, -1, 0},
	{"a wrong length is no MSS",
	 {OPT(odd_len), .payload = 1},
	 500,
	 1500,
	 1500,
	 XT_CONTINUE,
	 -1,
	 0},
	{"a length beyond the header ends the walk",
	 {OPT(long_len), .payload = 1},
	 500,
	 1500,
	 1500,
	 XT_CONTINUE,
	 -1,
	 0},
	{"later fragment", {OPT(mss1460), .frag_off = 2}, 500, 1500, 1500, XT_CONTINUE, 1460, 0},
	{"doff beyond the packet",
	 {OPT(mss1460), .doff = 15, .payload = 35},
	 500,
	 1500,
	 1500,
	 NF_DROP,
	 1460,
	 0},
	{"doff 4", {OPT(mss1460), .doff = 4}, 500, 1500, 1500, NF_DROP, -1, 0},
	{"cut in the header", {.cut = 39}, 500, 1500, 1500, NF_DROP, -1, 0},
	{"cut in the options", {OPT(mss1460), .cut = 43}, 500, 1500, 1500, NF_DROP, -1, 0},
};

static int announced(const struct sk_buff *skb)
{
	const u8 *th = skb_network_header(skb) + ip_hdrlen(skb);
	u32 i = 20,
	    end = min_t(u32, ((const struct tcphdr *)th)->doff * 4u, skb->len - ip_hdrlen(skb));

	while (i + 4 <= end) {
		if (th[i] == 2 && th[i + 1] == 4)
			return get_unaligned_be16(th + i + 2);
		i += th[i] < 2 || !th[i + 1] ? 1 : th[i + 1];
	}
	return -1;
}

static void sizes(void **state)
{
	const struct xt_target *t = test_find_target(xt_TCPMSS_tg, "TCPMSS", 0, NFPROTO_IPV4);
	struct net_device wide = {.mtu = 65536};
	struct rtable out = {.dev = &wide};

	back.dev = &wide;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct xt_tcpmss_info info = {rows[i].mss};
		struct pkt p = rows[i].pkt;
		struct sk_buff *skb, *clone;
		u32 len, sum_was_right;

		p.flags = SYN;
		skb = test_skb(*state, &p);
		sum_was_right = !p.cut && !p.frag_off && test_l4_csum_ok(skb);
		len = skb->len;
		clone = skb_clone(skb);
		out.rt_mtu = rows[i].out;
		skb->rt = &out;
		back_mtu = rows[i].back;
		expect_row(rows[i].what, test_target(*state, t, &info, skb, NF_INET_FORWARD),
			   rows[i].verdict);
		expect_row(rows[i].what, announced(skb), rows[i].after);
		expect_row(rows[i].what, skb->len, len + rows[i].grown);
		assert_true(test_ip_csum_ok(skb));
		if (!p.cut)
			assert_int_equal(ntohs(ip_hdr(skb)->tot_len), skb->len);
		if (sum_was_right)
			assert_true(test_l4_csum_ok(skb));
		assert_int_equal(clone->len, len);
		consume_skb(clone);
		consume_skb(skb);
	}
}

static void grows_in_a_full_block(void **state)
{
	struct sk_buff *skb = test_skb(*state, &(struct pkt){.flags = SYN});
	const struct xt_tcpmss_info info = {400};
	struct rtable out = {};

	skb->end = skb_headroom(skb) + skb->len;
	assert_int_equal(skb_tailroom(skb), 0);
	skb->rt = &out;
	assert_int_equal(test_target(*state, xt_TCPMSS_tg, &info, skb, NF_INET_FORWARD),
			 XT_CONTINUE);
	assert_int_equal(announced(skb), 400);
	assert_true(test_l4_csum_ok(skb));
	consume_skb(skb);
}

/* Only what a driver or a receiver will finish: the sum covers the pseudo header's length alone. */
static void partial_checksum(void **state)
{
	struct sk_buff *skb = test_skb(*state, &(struct pkt){.flags = SYN});
	struct tcphdr *th = (struct tcphdr *)(skb->data + 20);
	const struct xt_tcpmss_info info = {400};
	struct rtable out = {};

	th->check = (__sum16)~csum_tcpudp_magic(ip_hdr(skb)->saddr, ip_hdr(skb)->daddr, 20,
						IPPROTO_TCP, 0);
	skb->ip_summed = CHECKSUM_PARTIAL;
	skb->rt = &out;
	test_target(*state, xt_TCPMSS_tg, &info, skb, NF_INET_LOCAL_OUT);
	th = (struct tcphdr *)(skb->data + 20);
	th->check = csum_fold(csum_partial(th, 24, 0));
	assert_true(test_l4_csum_ok(skb));
	consume_skb(skb);
}

/* ---- which rules may use it ---- */

struct rule {
	struct ipt_entry e;
	struct {
		struct xt_entry_match m;
		struct xt_tcp tcp __attribute__((aligned(8)));
	} match[2];
};

static const struct xt_match tcp_match = {.name = "tcp"}, other_match = {.name = "length"};

static const struct {
	const char *what;
	const struct xt_match *match[2];
	struct xt_tcp tcp[2];
	u16 mss;
	unsigned int hooks;
	int err;
} checks[] = {
	{"--syn", {&tcp_match}, {{.flg_mask = 0x17, .flg_cmp = SYN}}, 1, 1, 0},
	{"! --syn",
	 {&tcp_match},
	 {{.flg_mask = 0x17, .flg_cmp = SYN, .invflags = XT_TCP_INV_FLAGS}},
	 1,
	 1,
	 -EINVAL},
	{"no flags", {&tcp_match}, {{}}, 1, 1, -EINVAL},
	{"no match", {}, {{}}, 1, 1, -EINVAL},
	{"other match", {&other_match}, {{.flg_cmp = SYN}}, 1, 1, -EINVAL},
	{"second match", {&other_match, &tcp_match}, {{}, {.flg_cmp = 0x12}}, 1, 1, 0},
	{"clamp in PREROUTING",
	 {&tcp_match},
	 {{.flg_cmp = SYN}},
	 CLAMP,
	 1 << NF_INET_PRE_ROUTING,
	 -EINVAL},
	{"clamp in INPUT",
	 {&tcp_match},
	 {{.flg_cmp = SYN}},
	 CLAMP,
	 1 << NF_INET_LOCAL_IN | 1 << NF_INET_FORWARD,
	 -EINVAL},
	{"clamp where routes are",
	 {&tcp_match},
	 {{.flg_cmp = SYN}},
	 CLAMP,
	 1 << NF_INET_FORWARD | 1 << NF_INET_LOCAL_OUT | 1 << NF_INET_POST_ROUTING,
	 0},
	{"set in PREROUTING", {&tcp_match}, {{.flg_cmp = SYN}}, 1000, 1 << NF_INET_PRE_ROUTING, 0},
};

static void checkentry(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(checks); i++) {
		struct xt_tcpmss_info info = {checks[i].mss};
		struct rule rule = {.e.target_offset = sizeof(rule.e)};

		for (int k = 0; k < 2 && checks[i].match[k]; k++) {
			rule.match[k].m.u.match_size = sizeof(rule.match[k]);
			rule.match[k].m.u.kernel.match = (struct xt_match *)checks[i].match[k];
			memcpy(rule.match[k].m.data, &checks[i].tcp[k], sizeof(struct xt_tcp));
			rule.e.target_offset += sizeof(rule.match[k]);
		}
		expect_row(checks[i].what,
			   test_target_check(*state, xt_TCPMSS_tg, &info, checks[i].hooks, &rule),
			   checks[i].err);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, test_net_teardown)
		T(sizes), T(grows_in_a_full_block), T(partial_checksum), T(checkentry)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
