// SPDX-License-Identifier: GPL-2.0-or-later
/* virtio-net headers: read into a packet, written from it, refused when they lie. */
#include "io/vnet.h"

#include "base/uapi_compat.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

enum { TCP_FRAME = ETH_HLEN + 40 + 3000, NEEDS = VIRTIO_NET_HDR_F_NEEDS_CSUM };

/* A TCP/IPv4 frame with 3000 bytes of payload. */
static struct sk_buff *frame(struct skb_pool *pool)
{
	struct sk_buff *skb = alloc_skb(NULL, pool, TCP_FRAME);
	u8 *b = skb_put(skb, TCP_FRAME);

	memset(b, 0, TCP_FRAME);
	b[ETH_HLEN] = 0x45;
	b[ETH_HLEN + 9] = IPPROTO_TCP;
	b[ETH_HLEN + 32] = 5 << 4;
	skb_reset_mac_header(skb);
	skb->network_header = (u16)(skb->mac_header + ETH_HLEN);
	return skb;
}

static const struct {
	const char *name;
	struct virtio_net_hdr hdr;
	int err;
	u8 ip_summed;
	u16 gso_size, gso_segs, gso_type;
} rows[] = {
	{"nothing", {0}, 0, CHECKSUM_NONE, 0, 0, 0},
	{"summed", {.flags = VIRTIO_NET_HDR_F_DATA_VALID}, 0, CHECKSUM_UNNECESSARY, 0, 0, 0},
	{"sum left open",
	 {.flags = NEEDS, .csum_start = 34, .csum_offset = 16},
	 0,
	 CHECKSUM_PARTIAL,
	 0,
	 0,
	 0},
	{"sum beyond the frame",
	 {.flags = NEEDS, .csum_start = TCP_FRAME - 17, .csum_offset = 16},
	 -EINVAL,
	 0,
	 0,
	 0,
	 0},
	{"segments",
	 {NEEDS, VIRTIO_NET_HDR_GSO_TCPV4, 54, 1448, 34, 16},
	 0,
	 CHECKSUM_PARTIAL,
	 1448,
	 3,
	 SKB_GSO_TCPV4},
	{"segments with ECN",
	 {NEEDS, VIRTIO_NET_HDR_GSO_TCPV4 | VIRTIO_NET_HDR_GSO_ECN, 54, 1000, 34, 16},
	 0,
	 CHECKSUM_PARTIAL,
	 1000,
	 3,
	 SKB_GSO_TCPV4 | SKB_GSO_TCP_ECN},
	{"one segment only",
	 {NEEDS, VIRTIO_NET_HDR_GSO_TCPV4, 54, 3000, 34, 16},
	 0,
	 CHECKSUM_PARTIAL,
	 0,
	 0,
	 0},
	{"without a size", {NEEDS, VIRTIO_NET_HDR_GSO_TCPV4, 54, 0, 34, 16}, -EINVAL, 0, 0, 0, 0},
	{"without a sum", {0, VIRTIO_NET_HDR_GSO_TCPV4, 54, 1448, 0, 0}, -EINVAL, 0, 0, 0, 0},
	{"IPv6 that is IPv4",
	 {NEEDS, VIRTIO_NET_HDR_GSO_TCPV6, 54, 9, 34, 16},
	 -EINVAL,
	 0,
	 0,
	 0,
	 0},
	{"UDP fragments", {NEEDS, VIRTIO_NET_HDR_GSO_UDP, 42, 1448, 34, 6}, -EINVAL, 0, 0, 0, 0},
	{"unknown type", {NEEDS, 0x33, 54, 1448, 34, 16}, -EINVAL, 0, 0, 0, 0},
};

static void read_header(void **state)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(rows); i++) {
		struct sk_buff *skb = frame(*state);
		int err = vnet_hdr_to_skb(skb, &rows[i].hdr);

		if (err != rows[i].err)
			fail_msg("%s: %d", rows[i].name, err);
		if (!err) {
			assert_int_equal(skb->ip_summed, rows[i].ip_summed);
			assert_int_equal(skb->gso_size, rows[i].gso_size);
			assert_int_equal(skb->gso_segs, rows[i].gso_segs);
			assert_int_equal(skb->gso_type, rows[i].gso_type);
		}
		consume_skb(skb);
	}
}

/* What is read is what would be written. */
static void round_trip(void **state)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(rows); i++) {
		struct sk_buff *skb = frame(*state);
		struct virtio_net_hdr hdr;

		if (!rows[i].err && !vnet_hdr_to_skb(skb, &rows[i].hdr) &&
		    skb->gso_size == rows[i].hdr.gso_size) {
			vnet_hdr_from_skb(skb, &hdr);
			assert_memory_equal(&hdr, &rows[i].hdr, sizeof(hdr));
		}
		consume_skb(skb);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(read_header),
		cmocka_unit_test(round_trip),
	};
	struct skb_pool pool;
	int failed = 0;

	skb_pool_init(&pool, 0);
	for (unsigned int i = 0; i < ARRAY_SIZE(tests); i++) {
		struct CMUnitTest one[] = {tests[i]};

		one[0].initial_state = &pool;
		failed += cmocka_run_group_tests(one, NULL, NULL);
	}
	skb_pool_destroy(&pool);
	return failed;
}
