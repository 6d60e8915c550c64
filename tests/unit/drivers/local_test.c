// SPDX-License-Identifier: GPL-2.0-or-later
/* The local port: what a program sends comes back to it by lo; bad headers go nowhere. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "assembly/namespace.h"
#include "drivers/local.h"
#include "net/netdevice.h"
#include "net/output.h"

#include <linux/ip.h>
#include <netinet/in.h>

struct seen {
	struct local_sockets sockets;
	unsigned int count;
	u32 len;
};

static void transmit(void *ctx, struct sk_buff *skb)
{
	struct seen *s = ctx;

	s->count++;
	s->len = skb->len;
}

static int send_packet(struct net *net, struct iphdr iph, u8 first, u32 len)
{
	struct net_shard *shard = net_shard0(net);
	struct sk_buff *skb = alloc_skb(shard, &shard->pool, len);
	u8 *bytes = skb_put(skb, len);
	int err;

	memset(bytes, 0, len);
	memcpy(bytes, &iph, sizeof(iph));
	bytes[sizeof(iph)] = first;
	skb_reset_network_header(skb);
	rcu_lock();
	err = local_port_output(net, skb, NULL);
	rcu_unlock();
	net_run_backlog(shard);
	return err;
}

static void loops_back(void **state)
{
	static const struct {
		const char *what;
		u8 version, protocol, first;
		u16 tot_len;
		u32 daddr;
		int err;
		unsigned int count;
	} table[] = {
		{"udp", 4, IPPROTO_UDP, 0, 40, INADDR_LOOPBACK, 0, 1},
		{"tcp", 4, IPPROTO_TCP, 0, 40, INADDR_LOOPBACK, 0, 1},
		{"echo reply", 4, IPPROTO_ICMP, 0, 40, INADDR_LOOPBACK, 0, 1},
		{"GRE has no sockets", 4, IPPROTO_GRE, 0, 40, INADDR_LOOPBACK, 0, 0},
		{"not IPv4", 6, IPPROTO_UDP, 0, 40, INADDR_LOOPBACK, -EINVAL, 0},
		{"longer than it is", 4, IPPROTO_UDP, 0, 41, INADDR_LOOPBACK, -EINVAL, 0},
		{"no route", 4, IPPROTO_UDP, 0, 40, 0x0a000001, -ENETUNREACH, 0},
	};
	struct quintet_env env = {.seed = 1};
	struct net *net = namespace_create(&env);
	struct seen s = {.sockets = {.transmit = transmit, .ctx = &s}};

	assert_int_equal(dev_open(net->loopback_dev), 0);
	local_port_attach(net, &s.sockets);
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		struct iphdr iph = {.version = table[i].version,
				    .ihl = 5,
				    .ttl = 64,
				    .protocol = table[i].protocol,
				    .tot_len = htons(table[i].tot_len),
				    .saddr = htonl(INADDR_LOOPBACK),
				    .daddr = htonl(table[i].daddr)};

		s.count = 0;
		assert_int_equal(send_packet(net, iph, table[i].first, 40), table[i].err);
		assert_int_equal(s.count, table[i].count);
	}
	local_port_detach(net);
	namespace_destroy(net);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(loops_back)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
