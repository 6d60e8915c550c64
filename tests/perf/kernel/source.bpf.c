/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel's packet source and sink, as BPF programs.
 *
 * `source` is run by BPF_PROG_TEST_RUN with live frames (see kernel_bench.c): each run gives a page
 * that the stack may have written to, so the frame is laid out anew from the template.  Flows
 * differ by their source port, which no IP checksum covers.  `sink` is a tc program that drops.
 */
#include <linux/bpf.h>
#include <linux/pkt_cls.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "frame.h"

const volatile struct bench_source setting;
__u32 next_flow;

SEC("xdp") int source(struct xdp_md *ctx)
{
	__u8 *data = (__u8 *)(long)ctx->data;
	__u32 *to = (__u32 *)(long)ctx->data;
	__u32 flow;

	if (data + BENCH_FRAME_LEN > (__u8 *)(long)ctx->data_end)
		return XDP_ABORTED;
#pragma unroll
	for (int i = 0; i < BENCH_FRAME_LEN / 4; i++)
		to[i] = setting.frame[i];
	flow = next_flow + 1 < setting.flows ? next_flow + 1 : 0;
	next_flow = flow;
	*(__be16 *)(data + BENCH_SPORT_AT) = bpf_htons((__u16)(BENCH_SPORT + flow));
	return setting.action;
}

SEC("tc") int sink(struct __sk_buff *skb)
{
	return TC_ACT_SHOT;
}

char licence[] SEC("license") = "GPL";
