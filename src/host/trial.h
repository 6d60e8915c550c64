/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A trial: what would become of a packet, without anything becoming of it.
 *
 * The process forks, the child runs the packet through its own copy of the whole engine and sends
 * the story back.  No counter, no table and no neighbour of the namespace can change, because none
 * of them is the one that the packet met; what would leave by a port goes nowhere.
 */
#ifndef QUINTET_HOST_TRIAL_H
#define QUINTET_HOST_TRIAL_H

#include "host/packet_line.h"

struct net;
struct trace_story;

/**
 * trial_run() - run a packet in a copy of @net
 * @json: receives its story as JSON lines (explain/story.h), to be freed
 * @why: receives one line about what is wrong
 *
 * => 0; -ENODEV: no such device; -EIO: it is down; what a raw socket would give for a packet of
 *    PACKET_LINE_LOCAL before it is one; -ETIMEDOUT.
 */
int __must_check trial_run(struct net *net, const struct packet_line *p, char **json, char *why,
			   size_t why_size);

/**
 * trial_command() - the server's side of `quintet trace`: struct server_ops.command
 * @words: the packet's words, separated by newlines
 * @out: receives the story, or "!" and a line about what is wrong; to be freed
 *
 * => 0 or -ENOMEM.
 */
int __must_check trial_command(struct net *net, const char *words, char **out);

#endif
