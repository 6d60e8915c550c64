// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Whole namespaces: several in a process know nothing of one another, and leave nothing behind.
 */
#include "assembly/namespace.h"

#include "abi/endpoint.h"
#include "net/netdevice.h"
#include "nf/netfilter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>
#include <linux/netfilter_ipv4/ip_tables.h>

static const struct quintet_env env = {.seed = 1, .start_real_ns = 1700000000ull * NSEC_PER_SEC};

static char *read_proc(struct net *net, const char *path)
{
	char *buf = NULL;
	size_t len;

	assert_int_equal(ep_proc_read(net, ep_user_local(), path, &buf, &len), 0);
	return buf;
}

static void expect_proc(struct net *net, const char *path, const char *want)
{
	char *got = read_proc(net, path);

	assert_string_equal(got, want);
	free(got);
}

static void a_fresh_one_is_as_unshare_gives_it(void **state)
{
	struct net *net = namespace_create(&env);
	struct net_device *lo = dev_get_by_name(net, "lo");

	assert_non_null(lo);
	assert_int_equal(lo->ifindex, 1);
	assert_false(netif_running(lo));
	expect_proc(net, "/proc/sys/net/ipv4/ip_forward", "0\n");
	for (unsigned int h = 0; h < NF_INET_NUMHOOKS; h++)
		assert_null(nf_hook_entries_head(net, NFPROTO_IPV4, h, NULL));
	expect_proc(net, "/proc/net/ip_tables_names", "");
	namespace_destroy(net);
}

/* Asking for a table makes it, as the kernel loads its module. */
static void ask_for_table(struct net *net, const char *name, int want)
{
	struct ipt_getinfo info = {0};
	u32 len = sizeof(info);
	struct endpoint *ep;

	strcpy(info.name, name);
	assert_int_equal(ep_socket(net, AF_INET, SOCK_RAW, IPPROTO_RAW, ep_user_local(), &ep), 0);
	assert_int_equal(ep_getsockopt(ep, ep_user_local(), IPPROTO_IP, IPT_SO_GET_INFO,
				       (uintptr_t)&info, &len),
			 want);
	ep_close(ep);
}

static void they_know_nothing_of_one_another(void **state)
{
	struct net *a = namespace_create(&env), *b = namespace_create(&env);

	assert_int_equal(ep_proc_write(a, ep_user_local(), "/proc/sys/net/ipv4/ip_forward", "1", 1),
			 1);
	expect_proc(a, "/proc/sys/net/ipv4/ip_forward", "1\n");
	expect_proc(b, "/proc/sys/net/ipv4/ip_forward", "0\n");
	ask_for_table(a, "filter", 0);
	ask_for_table(b, "nosuch", -ENOENT);
	expect_proc(a, "/proc/net/ip_tables_names", "filter\n");
	expect_proc(b, "/proc/net/ip_tables_names", "");
	assert_non_null(nf_hook_entries_head(a, NFPROTO_IPV4, NF_INET_FORWARD, NULL));
	assert_null(nf_hook_entries_head(b, NFPROTO_IPV4, NF_INET_FORWARD, NULL));
	assert_int_equal(dev_change_flags(dev_get_by_name(a, "lo"), IFF_UP, IFF_UP), 0);
	assert_false(netif_running(dev_get_by_name(b, "lo")));
	namespace_destroy(a);
	assert_non_null(dev_get_by_name(b, "lo"));
	namespace_destroy(b);
}

static void time_is_each_ones_own(void **state)
{
	struct net *a = namespace_create(&env), *b = namespace_create(&env);
	u64 before = net_shard0(b)->clock.jiffies;

	net_advance(a, 10 * NSEC_PER_SEC);
	assert_int_equal(net_shard0(a)->clock.jiffies - before, 10 * HZ);
	assert_int_equal(net_shard0(a)->clock.real_ns - env.start_real_ns, 10 * NSEC_PER_SEC);
	assert_int_equal(net_shard0(b)->clock.jiffies, before);
	/* Time never goes back. */
	net_advance(a, NSEC_PER_SEC);
	assert_int_equal(net_shard0(a)->clock.mono_ns, 10 * NSEC_PER_SEC);
	namespace_destroy(a);
	namespace_destroy(b);
}

static void many_come_and_go(void **state)
{
	for (int i = 0; i < 50; i++) {
		struct net *net = namespace_create(&env);

		ask_for_table(net, "mangle", 0);
		assert_int_equal(dev_change_flags(dev_get_by_name(net, "lo"), IFF_UP, IFF_UP), 0);
		namespace_destroy(net);
	}
	namespace_destroy(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_fresh_one_is_as_unshare_gives_it),
		cmocka_unit_test(they_know_nothing_of_one_another),
		cmocka_unit_test(time_is_each_ones_own),
		cmocka_unit_test(many_come_and_go),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
