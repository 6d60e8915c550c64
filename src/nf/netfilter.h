/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The hooks: the kernel's API.
 *
 * Hook functions are called by priority, those of equal priority newest first (as the kernel's
 * insertion does).  Lists are immutable and replaced whole under RCU; registering and unregistering
 * is done by the namespace's owner.  A packet made inside a hook runs inline, re-entrantly.
 *
 * A vector is a prefetch schedule, not an order of effects: packets pass the hooks one after the
 * other, each to its end.  A hook that wants to look ahead in a vector gives @prefetch.
 */
#ifndef QUINTET_NF_NETFILTER_H
#define QUINTET_NF_NETFILTER_H

#include "base/types.h"

#include "net/netdevice.h"

#include <linux/netfilter.h>
#include <linux/netfilter_arp.h>
#include <linux/netfilter_bridge.h>
#include <linux/netfilter_ipv4.h>

#define NF_DROP_GETERR(x)    (-((int)(x) >> 16))
#define NF_HOOK_OPS_PRIO_MAX 0x7fffffff

struct nf_hook_state {
	u8 hook;
	u8 pf;
	struct net_device *in;
	struct net_device *out;
	struct sock *sk;
	struct net *net;
	int (*okfn)(struct net *net, struct sock *sk, struct sk_buff *skb);
};

typedef unsigned int nf_hookfn(void *priv, struct sk_buff *skb, const struct nf_hook_state *state);

/**
 * struct nf_hook_ops - one hook function
 * @hook: => NF_DROP (with an errno by NF_DROP_ERR), NF_ACCEPT, NF_STOLEN, NF_QUEUE (number and
 *	bypass in the upper half), NF_REPEAT (only honoured when a queue re-injects)
 * @dev: for NFPROTO_NETDEV: the device
 * @prefetch: told of a vector that is about to come; must have no effect; may be NULL
 * @name: for stories; NULL: no name
 */
struct nf_hook_ops {
	nf_hookfn *hook;
	struct net_device *dev;
	void *priv;
	u8 pf;
	unsigned int hooknum;
	int priority;
	void (*prefetch)(void *priv, const struct skb_vec *vec);
	const char *name;
};

struct nf_hook_entry {
	nf_hookfn *hook;
	void *priv;
	const struct nf_hook_ops *ops;
};

struct nf_hook_entries {
	u16 num_hook_entries;
	bool has_prefetch;
	struct nf_hook_entry hooks[];
};

/* => 0, -EBUSY (a second NAT hook at one priority is refused later), -EINVAL, -ENOMEM, -EOPNOTSUPP
 */
int __must_check nf_register_net_hook(struct net *net, const struct nf_hook_ops *ops);
void nf_unregister_net_hook(struct net *net, const struct nf_hook_ops *ops);
int __must_check nf_register_net_hooks(struct net *net, const struct nf_hook_ops *ops,
				       unsigned int n);
void nf_unregister_net_hooks(struct net *net, const struct nf_hook_ops *ops, unsigned int n);

/**
 * nf_hook_slow() - run the hooks from @s on
 *
 * => 1: the caller goes on (okfn); otherwise the packet is gone: 0 (dropped silently, stolen or
 *    queued) or the negative errno of the drop (-EPERM by default).
 */
int nf_hook_slow(struct sk_buff *skb, struct nf_hook_state *state, const struct nf_hook_entries *e,
		 unsigned int s);

/** nf_hook_entries_head() - the list of a hook; NULL: nobody */
struct nf_hook_entries *nf_hook_entries_head(const struct net *net, u8 pf, unsigned int hook,
					     const struct net_device *dev);
const char *nf_hook_name(u8 pf, unsigned int hook);
const char *nf_family_name(u8 pf);

/** nf_hook() - => 1 when the caller must go on */
static inline int nf_hook(u8 pf, unsigned int hook, struct net *net, struct sock *sk,
			  struct sk_buff *skb, struct net_device *indev, struct net_device *outdev,
			  int (*okfn)(struct net *, struct sock *, struct sk_buff *))
{
	const struct nf_hook_entries *e = rcu_dereference(net->hooks[pf][hook]);

	if (likely(!e))
		return 1;

	struct nf_hook_state state = {.hook = (u8)hook,
				      .pf = pf,
				      .in = indev,
				      .out = outdev,
				      .sk = sk,
				      .net = net,
				      .okfn = okfn};

	return nf_hook_slow(skb, &state, e, 0);
}

static inline int NF_HOOK(u8 pf, unsigned int hook, struct net *net, struct sock *sk,
			  struct sk_buff *skb, struct net_device *in, struct net_device *out,
			  int (*okfn)(struct net *, struct sock *, struct sk_buff *))
{
	int ret = nf_hook(pf, hook, net, sk, skb, in, out, okfn);

	return ret == 1 ? okfn(net, sk, skb) : ret;
}

static inline int NF_HOOK_COND(u8 pf, unsigned int hook, struct net *net, struct sock *sk,
			       struct sk_buff *skb, struct net_device *in, struct net_device *out,
			       int (*okfn)(struct net *, struct sock *, struct sk_buff *),
			       bool cond)
{
	return cond ? NF_HOOK(pf, hook, net, sk, skb, in, out, okfn) : okfn(net, sk, skb);
}

/** NF_HOOK_LIST() - a vector, packet by packet in order; survivors stay in @vec for the caller */
void NF_HOOK_LIST(u8 pf, unsigned int hook, struct net *net, struct sock *sk, struct skb_vec *vec,
		  struct net_device *in, struct net_device *out,
		  int (*okfn)(struct net *, struct sock *, struct sk_buff *));
/** nf_hook_prefetch() - let the hooks of a family look at a vector that is about to run */
void nf_hook_prefetch(const struct net *net, u8 pf, unsigned int hook, const struct skb_vec *vec);

/**
 * nf_ip_checksum() - of what stands at @dataoff behind the IPv4 header, pseudo header included
 *
 * => 0: right, or known to be; TCP and UDP by their rules, other protocols as a sum over everything
 */
__sum16 nf_ip_checksum(const struct sk_buff *skb, unsigned int hook, unsigned int dataoff,
		       u8 protocol);

#endif
