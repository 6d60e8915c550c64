// SPDX-License-Identifier: GPL-2.0-or-later
/* What LOG asks the log for, and which rules it refuses.  The log itself is a fake here. */
#include "nf/nf_log.h"
#include "target_test.h"

#include <linux/netfilter/xt_LOG.h>

void nf_log_packet(struct net *net, u8 pf, unsigned int hooknum, const struct sk_buff *skb,
		   const struct net_device *in, const struct net_device *out, const char *by,
		   int level, unsigned int logflags, const char *prefix)
{
	check_expected(pf);
	check_expected(hooknum);
	check_expected(level);
	check_expected(logflags);
	check_expected(prefix);
	assert_ptr_equal(in, skb->dev);
	assert_null(out);
	assert_string_equal(by, "LOG");
}

static void logs(void **state)
{
	const struct xt_target *t = test_find_target(xt_LOG_tg, "LOG", 0, NFPROTO_IPV4);
	const struct xt_log_info info = {.level = 4, .logflags = XT_LOG_UID, .prefix = "hello: "};
	struct sk_buff *skb = test_skb(*state, &(struct pkt){});

	expect_value(nf_log_packet, pf, NFPROTO_IPV4);
	expect_value(nf_log_packet, hooknum, NF_INET_LOCAL_IN);
	expect_value(nf_log_packet, level, 4);
	expect_value(nf_log_packet, logflags, XT_LOG_UID);
	expect_string(nf_log_packet, prefix, "hello: ");
	assert_int_equal(test_target(*state, t, &info, skb, NF_INET_LOCAL_IN), XT_CONTINUE);
	consume_skb(skb);
}

static void checkentry(void **state)
{
	struct xt_log_info full = {.prefix = "123456789012345678901234567890"};
	struct xt_log_info fits = {.prefix = "12345678901234567890123456789"};

	for (unsigned int level = 0; level < 256; level++) {
		struct xt_log_info info = {.level = (u8)level, .logflags = 0xff};

		expect_row("level", test_target_check(*state, xt_LOG_tg, &info, 1, NULL),
			   level > 7 ? -EINVAL : 0);
	}
	assert_int_equal(test_target_check(*state, xt_LOG_tg, &full, 1, NULL), -EINVAL);
	assert_int_equal(test_target_check(*state, xt_LOG_tg, &fits, 1, NULL), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {TEST(logs), TEST(checkentry)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
