// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Packets that wait for user space, and their way back; see nf_queue.h.
 *
 * An entry holds what its packet needs to outlive its vector: the route by a reference, the hook by
 * its ops.  The list that the packet came from may have been replaced meanwhile: reinjection finds
 * the hook's place in the list of now.  A hook that is unregistered drops what it queued, so an
 * entry's hook is always there.
 */
#include "nf/nf_queue.h"

#include <stdlib.h>

struct queue_state {
	const struct nf_queue_handler *handler;
	struct cds_list_head entries;
};

static struct queue_state *queue_state(struct net *net, bool make)
{
	struct queue_state *q = net->slot[NET_SLOT_NF_QUEUE];

	if (q || !make)
		return q;
	q = calloc(1, sizeof(*q));
	if (q) {
		CDS_INIT_LIST_HEAD(&q->entries);
		net->slot[NET_SLOT_NF_QUEUE] = q;
	}
	return q;
}

void nf_register_queue_handler(struct net *net, const struct nf_queue_handler *qh)
{
	struct queue_state *q = queue_state(net, true);

	if (q)
		q->handler = qh;
}

static void entry_free(struct nf_queue_entry *entry)
{
	cds_list_del(&entry->list);
	sock_put(entry->state.sk);
	free(entry);
}

static void entry_drop(struct nf_queue_entry *entry)
{
	kfree_skb_reason(entry->skb, SKB_DROP_REASON_QUEUE_PURGED);
	entry_free(entry);
}

/* Drop what @ops queued, or everything when it is NULL. */
static void drop_entries(struct net *net, const struct nf_hook_ops *ops)
{
	struct queue_state *q = queue_state(net, false);
	struct nf_queue_entry *e, *next;

	if (!q)
		return;
	if (q->handler && q->handler->nf_hook_drop)
		q->handler->nf_hook_drop(net);
	cds_list_for_each_entry_safe (e, next, &q->entries, list)
		if (!ops || e->ops == ops)
			entry_drop(e);
}

void nf_queue_hook_drop(struct net *net, const struct nf_hook_ops *ops)
{
	drop_entries(net, ops);
}

void nf_unregister_queue_handler(struct net *net)
{
	struct queue_state *q = queue_state(net, false);

	drop_entries(net, NULL);
	if (q)
		q->handler = NULL;
}

void nf_queue_exit(struct net *net)
{
	nf_unregister_queue_handler(net);
	free(net->slot[NET_SLOT_NF_QUEUE]);
	net->slot[NET_SLOT_NF_QUEUE] = NULL;
}

static int enqueue(struct queue_state *q, struct sk_buff *skb, const struct nf_hook_state *state,
		   unsigned int index, const struct nf_hook_ops *ops, unsigned int queuenum)
{
	struct nf_queue_entry *entry;
	int err;

	if (!q || !q->handler)
		return -ESRCH;
	entry = calloc(1, sizeof(*entry));
	if (!entry)
		return -ENOMEM;
	*entry = (struct nf_queue_entry){
		.skb = skb, .ops = ops, .hook_index = index, .queuenum = queuenum, .state = *state};
	sock_get(entry->state.sk);
	if (skb->rt && !skb->rt_refd) {
		dst_hold((struct dst_entry *)skb->rt);
		skb->rt_refd = 1;
	}
	cds_list_add_tail(&entry->list, &q->entries);
	err = q->handler->outfn(entry, queuenum);
	if (err < 0)
		entry_free(entry);
	return err;
}

static void trace_wait(const struct sk_buff *skb, unsigned int queuenum)
{
	struct trace_event ev = {.type = TRACE_wait};

	trace_text(ev.wait.where, sizeof(ev.wait.where), "queue %u", queuenum);
	skb_trace(skb, &ev);
}

int nf_queue(struct sk_buff *skb, struct nf_hook_state *state, unsigned int index,
	     const struct nf_hook_ops *ops, unsigned int verdict)
{
	unsigned int queuenum = verdict >> NF_VERDICT_QBITS;
	int err;

	if (unlikely(skb->story))
		trace_wait(skb, queuenum);
	err = enqueue(queue_state(state->net, false), skb, state, index, ops, queuenum);
	if (err >= 0)
		return 0;
	if (err == -ESRCH && verdict & NF_VERDICT_FLAG_QUEUE_BYPASS)
		return 1;
	kfree_skb_reason(skb, SKB_DROP_REASON_QUEUE_FULL);
	return 0;
}

static unsigned int index_of(const struct nf_hook_entries *list, const struct nf_queue_entry *e)
{
	for (unsigned int i = 0; list && i < list->num_hook_entries; i++)
		if (list->hooks[i].ops == e->ops)
			return i;
	return e->hook_index;
}

static void reinject_on(struct nf_queue_entry *entry, unsigned int verdict)
{
	struct nf_hook_state *st = &entry->state;
	const struct nf_hook_entries *list =
		nf_hook_entries_head(st->net, st->pf, st->hook, st->in);
	unsigned int i = index_of(list, entry);
	struct sk_buff *skb = entry->skb;
	int ret = 1;

	if (verdict == NF_REPEAT && list && i < list->num_hook_entries)
		do
			verdict = list->hooks[i].hook(list->hooks[i].priv, skb, st);
		while (verdict == NF_REPEAT);
	switch (verdict & NF_VERDICT_MASK) {
	case NF_ACCEPT:
	case NF_STOP:
		if (list && i + 1 < list->num_hook_entries && verdict != NF_STOP)
			ret = nf_hook_slow(skb, st, list, i + 1);
		if (ret == 1)
			st->okfn(st->net, st->sk, skb);
		break;
	case NF_QUEUE:
		ret = nf_queue(skb, st, i, entry->ops, verdict);
		if (ret != 1)
			break;
		if (list && i + 1 < list->num_hook_entries)
			ret = nf_hook_slow(skb, st, list, i + 1);
		if (ret == 1)
			st->okfn(st->net, st->sk, skb);
		break;
	case NF_STOLEN:
		break;
	default:
		kfree_skb_reason(skb, SKB_DROP_REASON_NETFILTER_DROP);
	}
}

void nf_reinject(struct nf_queue_entry *entry, unsigned int verdict)
{
	rcu_lock();
	reinject_on(entry, verdict);
	rcu_unlock();
	entry_free(entry);
}
