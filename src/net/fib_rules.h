/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Policy routing for both families.  Owner's thread, except where a comment says "under RCU".
 */
#ifndef QUINTET_NET_FIB_RULES_H
#define QUINTET_NET_FIB_RULES_H

#include "net/ip6_fib.h"
#include "net/ip_fib.h"

struct fib_port_range {
	u16 start, end;
};
struct fib_uid_range {
	u32 start, end;
};

/** struct fib_rule - immutable once it is on the list, but for ctarget, iifindex and oifindex */
struct fib_rule {
	struct cds_list_head list; /* RCU, by pref */
	u32 pref;
	u32 table;
	u32 flags; /* FIB_RULE_INVERT, FIB_RULE_PERMANENT, … */
	u32 mark, mark_mask;
	u32 target; /* of FR_ACT_GOTO: a pref */
	struct fib_rule *ctarget; /* RCU; NULL: unresolved */
	struct fib_uid_range uid_range;
	bool has_uid_range;
	struct fib_port_range sport, dport;
	struct in6_addr src, dst; /* IPv4: in the first word */
	u32 tclassid;
	int iifindex, oifindex; /* 0: any, -1: the named device is not there */
	int suppress_prefixlen, suppress_ifgroup; /* -1: none */
	u8 family, action, tos, src_len, dst_len, ip_proto, proto;
	char iifname[IFNAMSIZ], oifname[IFNAMSIZ];
	bool dead; /* deleted; waits for readers */
};

/** struct fib_rule_key - what every family's flow has */
struct fib_rule_key {
	int iif, oif;
	u32 mark, uid;
};

/** struct fib_rule_lookup - a look-up on its way through the rules; a family knows its types */
struct fib_rule_lookup {
	const void *flow;
	void *res;
	int flags;
};

/**
 * struct fib_rules_ops - what differs between families
 * @fits: addresses, TOS, protocol, ports; under RCU
 * @action: => as the table's look-up; -EAGAIN: ask the next rule; under RCU
 * @empty_table: an id that no table has
 * @go_custom: the list is about to change: look-ups have to walk it from here on
 */
struct fib_rules_ops {
	int family;
	bool (*fits)(const struct fib_rule *r, const struct fib_rule_lookup *lk);
	int (*action)(struct net *net, const struct fib_rule *r, struct fib_rule_lookup *lk);
	u32 (*empty_table)(struct net *net);
	int (*go_custom)(struct net *net);
};
struct fib_rules_state {
	struct cds_list_head rules; /* RCU, by pref */
	const struct fib_rules_ops *ops;
};

/** fib_rules_walk() - => the first answer that is not -EAGAIN, else -ENETUNREACH; under RCU */
int fib_rules_walk(struct net *net, int family, const struct fib_rule_key *key,
		   struct fib_rule_lookup *lk);
/** fib_rule_error() - what @r answers by itself; 0: its table has the word */
int fib_rule_error(const struct fib_rule *r);
/** fib_port_in_range() - an empty range holds every port */
bool fib_port_in_range(const struct fib_port_range *r, __be16 port);

/** fib_newrule() - @tmpl is copied; with @auto_pref one is chosen; @excl: NLM_F_EXCL */
int __must_check fib_newrule(struct net *net, const struct fib_rule *tmpl, bool auto_pref,
			     bool excl, const struct nl_info *info, struct netlink_ext_ack *extack);
/** struct fib_rule_given - which fields a delete request names */
struct fib_rule_given {
	bool pref, table, mark, mark_mask, iif, oif, suppress_prefixlen, suppress_ifgroup,
		uid_range, ip_proto, sport, dport, src, dst, action, proto, goto_;
};
int __must_check fib_delrule(struct net *net, const struct fib_rule *match,
			     const struct fib_rule_given *given, const struct nl_info *info,
			     struct netlink_ext_ack *extack);
struct fib_rule *fib_rule_first(struct net *net, int family);
struct fib_rule *fib_rule_next(struct net *net, int family, struct fib_rule *rule);

/* for the families */
int __must_check fib_rules_register(struct net *net, const struct fib_rules_ops *ops);
void fib_rules_unregister(struct net *net, int family);
int __must_check fib_default_rule(struct net *net, int family, u32 pref, u32 table);
void fib_rules_device_event(struct net *net, int family, const struct net_device *dev,
			    enum netdev_event event);

/* IPv4 (fib4_rules.c); under RCU */
int fib_rules_lookup(struct net *net, const struct flowi4 *fl, struct fib_result *res,
		     unsigned int flags);
int __must_check fib4_rules_net_init(struct net *net);
void fib4_rules_net_exit(struct net *net);
/* IPv6 (fib6_rules.c); under RCU */
int fib6_rules_lookup(struct net *net, const struct flowi6 *fl6, struct fib6_result *res,
		      int flags);
int __must_check fib6_rules_net_init(struct net *net);
void fib6_rules_net_exit(struct net *net);

#endif
