// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The hook lists and the walk through them; see netfilter.h.
 *
 * A list is immutable: registering builds a new one, publishes it, waits for readers and frees the
 * old.  Within a list hooks stand by priority; of equal ones the newest stands first.
 */
#include "nf/netfilter.h"
#include "nf/nf_queue.h"

#include <stdlib.h>

#define MAX_HOOK_COUNT 1024

static const char *const inet_hook_names[] = {"PRE_ROUTING", "LOCAL_IN",     "FORWARD",
					      "LOCAL_OUT",   "POST_ROUTING", "INGRESS"};
static const char *const arp_hook_names[] = {"ARP_IN", "ARP_OUT", "ARP_FORWARD"};
static const char *const netdev_hook_names[] = {"INGRESS", "EGRESS"};

static const char *name_of(const char *const *names, size_t count, unsigned int hook)
{
	return hook < count ? names[hook] : "?";
}

const char *nf_hook_name(u8 pf, unsigned int hook)
{
	switch (pf) {
	case NFPROTO_ARP:
		return name_of(arp_hook_names, ARRAY_SIZE(arp_hook_names), hook);
	case NFPROTO_NETDEV:
		return name_of(netdev_hook_names, ARRAY_SIZE(netdev_hook_names), hook);
	default:
		return name_of(inet_hook_names, ARRAY_SIZE(inet_hook_names), hook);
	}
}

const char *nf_family_name(u8 pf)
{
	switch (pf) {
	case NFPROTO_IPV4:
		return "ipv4";
	case NFPROTO_IPV6:
		return "ipv6";
	case NFPROTO_ARP:
		return "arp";
	case NFPROTO_BRIDGE:
		return "bridge";
	case NFPROTO_NETDEV:
		return "netdev";
	default:
		return "?";
	}
}

/* ---- registration ---- */

/* The place of a hook's list, NULL if there is no such hook. */
static struct nf_hook_entries **hook_head(struct net *net, u8 pf, unsigned int hook,
					  struct net_device *dev)
{
	switch (pf) {
	case NFPROTO_NETDEV:
		if (!dev || dev->net != net)
			return NULL;
		if (hook == NF_NETDEV_INGRESS)
			return &dev->nf_hooks_ingress;
		if (hook == NF_NETDEV_EGRESS)
			return &dev->nf_hooks_egress;
		return NULL;
	case NFPROTO_ARP:
		return hook < NF_ARP_NUMHOOKS ? &net->hooks[pf][hook] : NULL;
	case NFPROTO_IPV4:
	case NFPROTO_IPV6:
	case NFPROTO_BRIDGE:
		return hook < NF_INET_NUMHOOKS ? &net->hooks[pf][hook] : NULL;
	default:
		return NULL;
	}
}

struct nf_hook_entries *nf_hook_entries_head(const struct net *net, u8 pf, unsigned int hook,
					     const struct net_device *dev)
{
	struct nf_hook_entries **head =
		hook_head((struct net *)net, pf, hook, (struct net_device *)dev);

	return head ? rcu_dereference(*head) : NULL;
}

static struct nf_hook_entries *entries_alloc(unsigned int n)
{
	struct nf_hook_entries *e = calloc(1, sizeof(*e) + n * sizeof(e->hooks[0]));

	if (e)
		e->num_hook_entries = (u16)n;
	return e;
}

static void entries_put(struct nf_hook_entries *e, unsigned int i, const struct nf_hook_ops *ops)
{
	e->hooks[i] = (struct nf_hook_entry){.hook = ops->hook, .priv = ops->priv, .ops = ops};
	e->has_prefetch |= ops->prefetch != NULL;
}

static struct nf_hook_entries *entries_grow(const struct nf_hook_entries *old,
					    const struct nf_hook_ops *ops)
{
	unsigned int n = old ? old->num_hook_entries : 0, at = 0;
	struct nf_hook_entries *e = entries_alloc(n + 1);

	if (!e)
		return NULL;
	while (at < n && old->hooks[at].ops->priority < ops->priority)
		at++;
	for (unsigned int i = 0; i < n; i++)
		entries_put(e, i < at ? i : i + 1, old->hooks[i].ops);
	entries_put(e, at, ops);
	return e;
}

static struct nf_hook_entries *entries_shrink(const struct nf_hook_entries *old,
					      const struct nf_hook_ops *ops)
{
	struct nf_hook_entries *e = entries_alloc(old->num_hook_entries - 1u);
	unsigned int k = 0;

	for (unsigned int i = 0; e && i < old->num_hook_entries; i++)
		if (old->hooks[i].ops != ops)
			entries_put(e, k++, old->hooks[i].ops);
	return e;
}

static bool entries_have(const struct nf_hook_entries *e, const struct nf_hook_ops *ops)
{
	for (unsigned int i = 0; e && i < e->num_hook_entries; i++)
		if (e->hooks[i].ops == ops)
			return true;
	return false;
}

static void publish(struct nf_hook_entries **head, struct nf_hook_entries *e)
{
	struct nf_hook_entries *old = rcu_dereference_protected(*head);

	rcu_assign_pointer(*head, e);
	if (!old)
		return;
	rcu_wait();
	free(old);
}

static int register_one(struct net *net, u8 pf, const struct nf_hook_ops *ops)
{
	struct nf_hook_entries **head = hook_head(net, pf, ops->hooknum, ops->dev), *old, *e;

	if (!head)
		return pf == NFPROTO_NETDEV && !ops->dev ? -EINVAL : -EOPNOTSUPP;
	old = rcu_dereference_protected(*head);
	if (old && old->num_hook_entries >= MAX_HOOK_COUNT)
		return -E2BIG;
	e = entries_grow(old, ops);
	if (!e)
		return -ENOMEM;
	publish(head, e);
	return 0;
}

static void unregister_one(struct net *net, u8 pf, const struct nf_hook_ops *ops)
{
	struct nf_hook_entries **head = hook_head(net, pf, ops->hooknum, ops->dev), *old, *e;

	old = head ? rcu_dereference_protected(*head) : NULL;
	if (!old || !entries_have(old, ops))
		return;
	if (old->num_hook_entries == 1) {
		publish(head, NULL);
	} else {
		e = entries_shrink(old, ops);
		/* Without memory for the shorter list the hook cannot be taken out of the old one
		 * while packets read it; an allocation this small is not survivable anyway. */
		assert(e);
		publish(head, e);
	}
	nf_queue_hook_drop(net, ops);
}

int nf_register_net_hook(struct net *net, const struct nf_hook_ops *ops)
{
	int err;

	if (ops->pf != NFPROTO_INET)
		return register_one(net, ops->pf, ops);
	err = register_one(net, NFPROTO_IPV4, ops);
	if (err)
		return err;
	err = register_one(net, NFPROTO_IPV6, ops);
	if (err)
		unregister_one(net, NFPROTO_IPV4, ops);
	return err;
}

void nf_unregister_net_hook(struct net *net, const struct nf_hook_ops *ops)
{
	if (ops->pf == NFPROTO_INET) {
		unregister_one(net, NFPROTO_IPV6, ops);
		unregister_one(net, NFPROTO_IPV4, ops);
		return;
	}
	unregister_one(net, ops->pf, ops);
}

int nf_register_net_hooks(struct net *net, const struct nf_hook_ops *ops, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++) {
		int err = nf_register_net_hook(net, &ops[i]);

		if (err) {
			nf_unregister_net_hooks(net, ops, i);
			return err;
		}
	}
	return 0;
}

void nf_unregister_net_hooks(struct net *net, const struct nf_hook_ops *ops, unsigned int n)
{
	while (n--)
		nf_unregister_net_hook(net, &ops[n]);
}

/* ---- the walk ---- */

static void trace_hook(const struct sk_buff *skb, const struct nf_hook_state *state)
{
	struct trace_event ev = {.type = TRACE_hook};

	trace_text(ev.hook.family, sizeof(ev.hook.family), "%s", nf_family_name(state->pf));
	trace_text(ev.hook.hook, sizeof(ev.hook.hook), "%s", nf_hook_name(state->pf, state->hook));
	trace_text(ev.hook.in, sizeof(ev.hook.in), "%s", state->in ? state->in->name : "");
	trace_text(ev.hook.out, sizeof(ev.hook.out), "%s", state->out ? state->out->name : "");
	skb_trace(skb, &ev);
}

static void trace_verdict(const struct sk_buff *skb, const struct nf_hook_state *state,
			  const struct nf_hook_ops *ops, const char *verdict)
{
	struct trace_event ev = {.type = TRACE_verdict};

	trace_text(ev.verdict.hook, sizeof(ev.verdict.hook), "%s",
		   nf_hook_name(state->pf, state->hook));
	trace_text(ev.verdict.by, sizeof(ev.verdict.by), "%s", ops->name ? ops->name : "");
	trace_text(ev.verdict.verdict, sizeof(ev.verdict.verdict), "%s", verdict);
	skb_trace(skb, &ev);
}

int nf_hook_slow(struct sk_buff *skb, struct nf_hook_state *state, const struct nf_hook_entries *e,
		 unsigned int s)
{
	unsigned int verdict;
	int ret;

	if (unlikely(skb->story) && !s)
		trace_hook(skb, state);
	for (; s < e->num_hook_entries; s++) {
		verdict = e->hooks[s].hook(e->hooks[s].priv, skb, state);
		if (likely((verdict & NF_VERDICT_MASK) == NF_ACCEPT))
			continue;
		switch (verdict & NF_VERDICT_MASK) {
		case NF_QUEUE:
			ret = nf_queue(skb, state, s, e->hooks[s].ops, verdict);
			if (ret == 1)
				continue;
			return ret;
		case NF_STOLEN:
			return NF_DROP_GETERR(verdict);
		case NF_DROP:
		default:
			/* NF_REPEAT and unknown numbers are a hook's mistake; nothing may leak. */
			if (unlikely(skb->story))
				trace_verdict(skb, state, e->hooks[s].ops, "DROP");
			ret = (verdict & NF_VERDICT_MASK) == NF_DROP ? NF_DROP_GETERR(verdict) : 0;
			kfree_skb_at(skb, SKB_DROP_REASON_NETFILTER_DROP,
				     nf_hook_name(state->pf, state->hook));
			return ret ? ret : -EPERM;
		}
	}
	return 1;
}

void NF_HOOK_LIST(u8 pf, unsigned int hook, struct net *net, struct sock *sk, struct skb_vec *vec,
		  struct net_device *in, struct net_device *out,
		  int (*okfn)(struct net *, struct sock *, struct sk_buff *))
{
	u32 kept = 0;

	if (!rcu_dereference(net->hooks[pf][hook]))
		return;
	nf_hook_prefetch(net, pf, hook, vec);
	for (u32 i = 0; i < vec->count; i++)
		if (nf_hook(pf, hook, net, sk, vec->skb[i], in, out, okfn) == 1)
			vec->skb[kept++] = vec->skb[i];
	vec->count = kept;
}

void nf_hook_prefetch(const struct net *net, u8 pf, unsigned int hook, const struct skb_vec *vec)
{
	const struct nf_hook_entries *e = rcu_dereference(((struct net *)net)->hooks[pf][hook]);

	if (likely(!e || !e->has_prefetch))
		return;
	for (unsigned int i = 0; i < e->num_hook_entries; i++)
		if (e->hooks[i].ops->prefetch)
			e->hooks[i].ops->prefetch(e->hooks[i].priv, vec);
}
