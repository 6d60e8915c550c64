/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A case: a folder with a namespace's set-up, its rules and its packets, and what came of it.
 *
 *	net.sh		addresses, routes (optional)
 *	setup.sh	the configuration under test
 *	in.pcapng	packets; each interface names a port, `local` is this host
 *	before-N.sh	runs before packet N (optional)
 *	keep-local	empty: packets for this host reach its stack, which may answer
 *
 * What comes out: trace.txt, out.pcapng, log (what the scripts printed), iptables (the rules with
 * their counters, as iptables-save prints them), and the stories that were asked for.
 */
#ifndef QUINTET_HOST_CASEFOLDER_H
#define QUINTET_HOST_CASEFOLDER_H

#include "host/lab.h"

/**
 * struct case_options - how a case is run
 * @vector: most packets that are handed over together, 1 to SKB_VEC_MAX
 * @stories: whose stories are written
 * @chosen: for LAB_STORIES_CHOSEN: the numbers, ended by 0
 * @json: as story.jsonl, else as story.txt
 */
struct case_options {
	lab_exec_fn *exec;
	unsigned int vector;
	u64 seed;
	enum lab_stories stories;
	const u64 *chosen;
	bool json;
};

/**
 * case_run() - one case, in this process
 * @dir: the folder
 * @out: receives the files; made when it is not there; an absolute path, which the scripts find
 *	in $OUT, so one case at a time in a process
 * @why: receives one line about what went wrong
 *
 * => 0, or a negative errno: -EBADMSG: the capture; -ECANCELED: a script failed (@why names it).
 */
int __must_check case_run(const char *dir, const char *out, const struct case_options *opt,
			  char *why, size_t why_size);

#endif
