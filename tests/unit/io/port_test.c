// SPDX-License-Identifier: GPL-2.0-or-later
/* Ports: frames judged at the door, counted, caught at the other end. */
#include "io/io.h"

#include "net/fib.h"
#include "net/neighbour.h"
#include "net/output.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static const u8 mac[6] = {2, 0, 0, 0, 0, 1};

struct caught {
	u8 data[64][128];
	u32 len[64];
	unsigned int count;
};

static void catch_frame(void *ctx, const struct io_frame *frame, const struct sk_buff *skb)
{
	struct caught *c = ctx;

	memcpy(c->data[c->count], frame->data, frame->len);
	c->len[c->count++] = frame->len;
}

/* A path that sends every frame back where it came from. */
static void echo(struct net_shard *shard, struct skb_vec *vec)
{
	for (u32 i = 0; i < vec->count; i++)
		vec->skb[i]->dev->ops->ndo_start_xmit(vec->skb[i], vec->skb[i]->dev);
}

static const struct net_path_ops echo_path = {.receive = echo};

struct bench {
	struct net *net;
	struct net_device *dev;
	struct io_memory memory;
	struct caught caught;
};

static int set_up(void **state)
{
	static const struct quintet_env env = {.seed = 1, .start_real_ns = 77};
	struct bench *b = calloc(1, sizeof(*b));
	struct io_backend be;

	rcu_thread_enter();
	b->net = net_create(&env, 1);
	assert_non_null(b->net);
	assert_int_equal(netdev_net_init(b->net), 0);
	assert_int_equal(devinet_net_init(b->net), 0);
	assert_int_equal(fib_net_init(b->net), 0);
	assert_int_equal(neigh_net_init(b->net), 0);
	net_set_path_ops(b->net, &echo_path);
	b->memory.sent = catch_frame;
	b->memory.ctx = &b->caught;
	be = io_memory_backend(&b->memory);
	assert_int_equal(io_port_create(b->net, "eth0", mac, &be, &b->dev), 0);
	*state = b;
	return 0;
}

static int tear_down(void **state)
{
	struct bench *b = *state;

	neigh_net_exit(b->net);
	fib_net_exit(b->net);
	devinet_net_exit(b->net);
	netdev_net_exit(b->net);
	net_destroy(b->net);
	rcu_thread_exit();
	free(b);
	return 0;
}

static void up(struct bench *b)
{
	assert_int_equal(dev_change_flags(b->dev, b->dev->flags | IFF_UP, IFF_UP), 0);
}

static void a_port_is_an_ethernet_device(void **state)
{
	struct bench *b = *state;

	assert_true(io_is_port(b->dev));
	assert_ptr_equal(dev_get_by_name(b->net, "eth0"), b->dev);
	assert_memory_equal(b->dev->dev_addr, mac, 6);
	assert_int_equal(b->dev->mtu, 1500);
	assert_int_equal(b->dev->type, ARPHRD_ETHER);
}

static void frames_are_judged_at_the_door(void **state)
{
	struct bench *b = *state;
	static const u8 bytes[70000];
	struct io_frame f = {.data = bytes, .len = 60};
	struct sk_buff *skb;

	assert_int_equal(io_port_skb(b->dev, &f, NULL, &skb), -EIO);
	up(b);
	f.len = 13;
	assert_int_equal(io_port_skb(b->dev, &f, NULL, &skb), -EINVAL);
	f.len = sizeof(bytes);
	assert_int_equal(io_port_skb(b->dev, &f, NULL, &skb), -EMSGSIZE);
	f.len = 14;
	assert_int_equal(io_port_skb(b->dev, &f, NULL, &skb), 0);
	assert_int_equal(skb->len, 14);
	assert_ptr_equal(skb->dev, b->dev);
	assert_int_equal(skb->tstamp_ns, 77);
	consume_skb(skb);
	assert_int_equal(b->dev->stats.rx_dropped, 1);
}

static void memory_goes_through_in_vectors(void **state)
{
	struct bench *b = *state;
	struct io_frame frame[50];
	u8 bytes[50][60] = {{0}};

	up(b);
	for (unsigned int i = 0; i < 50; i++) {
		bytes[i][20] = (u8)i;
		frame[i] = (struct io_frame){bytes[i], i == 7 ? 3 : 60};
	}
	b->memory.frame = frame;
	b->memory.count = 50;
	assert_int_equal(io_port_poll(b->dev, 64), 50);
	assert_int_equal(io_port_poll(b->dev, 64), 0);
	assert_int_equal(b->caught.count, 49);
	for (unsigned int i = 0; i < 49; i++)
		assert_int_equal(b->caught.data[i][20], i < 7 ? i : i + 1);
}

static void a_muted_port_sends_nothing(void **state)
{
	struct bench *b = *state;
	struct io_frame f = {.data = (const u8[60]){0}, .len = 60};

	up(b);
	b->memory.frame = &f;
	b->memory.count = 1;
	io_port_mute(b->dev);
	assert_int_equal(io_port_poll(b->dev, 1), 1);
	assert_int_equal(b->caught.count, 0);
}

/* Checksums that were left to the hardware are filled in before a frame leaves. */
static void partial_checksums_are_finished(void **state)
{
	struct bench *b = *state;
	u8 bytes[60] = {0};
	struct io_frame f = {.data = bytes, .len = sizeof(bytes)};
	struct sk_buff *skb;

	up(b);
	for (int i = 34; i < 60; i++)
		bytes[i] = (u8)i;
	bytes[40] = bytes[41] = 0;
	assert_int_equal(io_port_skb(b->dev, &f, NULL, &skb), 0);
	skb->ip_summed = CHECKSUM_PARTIAL;
	skb->csum_start = (u16)(skb->data + 34 - skb->head);
	skb->csum_offset = 6;
	b->dev->ops->ndo_start_xmit(skb, b->dev);
	assert_int_equal(b->caught.count, 1);
	assert_int_equal(csum_fold(csum_partial(b->caught.data[0] + 34, 26, 0)), 0);
	assert_int_not_equal(b->caught.data[0][40] | b->caught.data[0][41], 0);
}

static void a_story_begins_at_the_port(void **state)
{
	struct bench *b = *state;
	struct trace_story *log = trace_story_create(100);
	struct io_frame f = {.data = (const u8[60]){0}, .len = 60};
	struct sk_buff *skb;

	up(b);
	assert_int_equal(io_port_skb(b->dev, &f, log, &skb), 0);
	assert_int_equal(log->count, 1);
	assert_int_equal(log->event[0].type, TRACE_begin);
	assert_string_equal(log->event[0].begin.origin, "wire");
	assert_string_equal(log->event[0].begin.dev, "eth0");
	assert_int_equal(log->event[0].begin.len, 60);
	assert_true(log->event[0].packet == skb->id);
	consume_skb(skb);
	trace_story_destroy(log);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		T(a_port_is_an_ethernet_device),   T(frames_are_judged_at_the_door),
		T(memory_goes_through_in_vectors), T(a_muted_port_sends_nothing),
		T(partial_checksums_are_finished), T(a_story_begins_at_the_port),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
