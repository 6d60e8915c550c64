/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Replaying captures through a namespace, and what there is to say about it afterwards.
 */
#ifndef QUINTET_HOST_REPLAY_H
#define QUINTET_HOST_REPLAY_H

#include "host/gateway.h"

#define REPLAY_MAX_CAPTURES 32u

/** struct replay_file - a capture and the port it belongs to */
struct replay_file {
	u32 port;
	const char *path;
};

/**
 * struct replay_options - what to replay
 * @in: captures, merged by time; @out: captures to be written
 * @stories, @chosen, @filter: whose story is told; @filter is a tcpdump filter, NULL: by @chosen,
 *	numbers ended by 0
 * @story: receives each story
 * @progress: called now and then; @done of @total bytes read; NULL: nobody looks
 */
struct replay_options {
	struct gateway gateway;
	struct replay_file in[REPLAY_MAX_CAPTURES], out[REPLAY_MAX_CAPTURES];
	u32 n_in, n_out;
	lab_exec_fn *exec;
	unsigned int vector;
	u64 seed;
	enum lab_stories stories;
	const u64 *chosen;
	const char *filter;
	void (*story)(void *ctx, const struct story *s);
	void (*log)(void *ctx, int level, const char *text);
	void (*progress)(void *ctx, u64 done, u64 total, u64 packets);
	void *ctx;
};

/** struct replay_talker - a source address */
struct replay_talker {
	__be32 addr;
	u64 packets, bytes, dropped;
};

struct replay_port {
	u64 in_packets, in_bytes, out_packets, out_bytes;
};

#define REPLAY_TALKERS 10u

/**
 * struct replay_summary - what became of the packets
 * @packets: that went in; @sent: and left, or caused something else to leave; @local: taken in by
 *	this host; @dropped: ended; @refused: too short for a frame
 * @cut: captured shorter than they were; the missing bytes count as zeros
 * @skipped: not convertible to Ethernet; @skipped_link: the link type of one of them
 * @reason: packets by the reason of their end
 * @rules: as iptables-save -c prints them at the end
 * @damage: what ended a capture early; "" when all are whole
 */
struct replay_summary {
	u64 packets, bytes, sent, local, dropped, refused, cut, skipped, made;
	u16 skipped_link;
	u64 first_ns, last_ns;
	u64 reason[SKB_DROP_REASON_MAX];
	struct replay_port port[GATEWAY_MAX_PORTS];
	struct replay_talker talker[REPLAY_TALKERS];
	u32 talkers;
	u64 sources;
	struct rule_texts *rules;
	char damage[512];
};

/**
 * replay() - set up, feed, sum up
 * @log: descriptor for the words of tools
 * @sum: to be ended by replay_summary_fini(), also after an error
 * @why: receives one line about what went wrong
 *
 * => 0; -EINVAL: the filter or the ports; -ECANCELED: a script or a rule file failed; another
 *    negative errno.
 */
int __must_check replay(struct replay_options *opt, int log, struct replay_summary *sum, char *why,
			size_t why_size);
void replay_summary_fini(struct replay_summary *sum);

#endif
