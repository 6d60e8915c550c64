/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Packets that a hook put into a queue, and their way back (kernel: nf_queue.c).
 *
 * A queue handler (a test, an embedder, later nfnetlink_queue) takes entries and gives each back by
 * nf_reinject().  Unregistering a hook drops the packets that it queued.
 */
#ifndef QUINTET_NF_QUEUE_H
#define QUINTET_NF_QUEUE_H

#include "nf/netfilter.h"

struct nf_queue_entry {
	struct cds_list_head list; /* all that wait in the namespace */
	struct sk_buff *skb;
	unsigned int id;
	const struct nf_hook_ops *ops; /* the hook that queued it */
	unsigned int hook_index; /* its place then */
	unsigned int queuenum;
	struct nf_hook_state state;
};

struct nf_queue_handler {
	/* Takes the entry => 0; -errno: not taken (bypass or drop decides).  -ESRCH: nobody reads
	 * it */
	int (*outfn)(struct nf_queue_entry *entry, unsigned int queuenum);
	/* A hook goes away: give back (drop) what it queued; may be NULL */
	void (*nf_hook_drop)(struct net *net);
};

/* A packet is owned by its entry until nf_reinject() or nf_queue_hook_drop(). */
void nf_register_queue_handler(struct net *net, const struct nf_queue_handler *qh);
void nf_unregister_queue_handler(struct net *net);
/** nf_queue() - used by nf_hook_slow(); => 0 taken, 1 go on with the next hook (bypass), -errno */
int nf_queue(struct sk_buff *skb, struct nf_hook_state *state, unsigned int index,
	     const struct nf_hook_ops *ops, unsigned int verdict);
/** nf_reinject() - @verdict on a queued packet; it goes on behind the hook; ends the entry */
void nf_reinject(struct nf_queue_entry *entry, unsigned int verdict);
void nf_queue_hook_drop(struct net *net, const struct nf_hook_ops *ops);
void nf_queue_exit(struct net *net);

#endif
