/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The packet of the benchmarks, the same for the kernel and for Quintet: a 60-byte TCP segment
 * (64 with its Ethernet checksum) from 10.128.0.1 to 10.9.0.2:80, which is forwarded.
 */
#ifndef QUINTET_TESTS_PERF_FRAME_H
#define QUINTET_TESTS_PERF_FRAME_H

#include <linux/types.h>

#define BENCH_FRAME_LEN 60
#define BENCH_SPORT_AT	34 /* offset of the source port */
#define BENCH_SPORT	1024 /* of the first flow */

/**
 * struct bench_source - what kernel_bench tells its BPF program
 * @action: XDP_PASS or XDP_DROP
 * @flows: 1 to 60000
 * @frame: the bytes, as words
 */
struct bench_source {
	__u32 action;
	__u32 flows;
	__u32 frame[BENCH_FRAME_LEN / 4];
};

static const __u8 bench_frame[BENCH_FRAME_LEN] __attribute__((unused)) = {
	/* Ethernet: to the router's port, from its neighbour */
	0x02, 0, 0, 0, 0, 0x01, 0x02, 0, 0, 0, 0, 0x03, 0x08, 0x00,
	/* IPv4, 46 bytes, DF, TTL 64, TCP */
	0x45, 0, 0, 46, 0, 0, 0x40, 0, 64, 6, 0x26, 0x3f, 10, 128, 0, 1, 10, 9, 0, 2,
	/* TCP: to port 80, ACK */
	0x04, 0x00, 0, 80, 0, 0, 0, 1, 0, 0, 0, 1, 0x50, 0x10, 0x20, 0, 0, 0, 0, 0};

#endif
