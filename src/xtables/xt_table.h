/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tables, whatever their family: from the ABI's blob to rules that packets run through.
 *
 *	blob --xt_translate()--> xt_table_info --xt_replace_table()--> published, old one out
 *
 * A blob is a row of entries: a header of the family (struct ipt_ip), the places of its target and
 * of the next entry, matches, one target.  User chains are entries with the target ERROR, whose
 * data is the chain's name, followed by the chain's rules.  Chains are told by offsets.
 *
 * A table's info is immutable once published but for its counters, of which each shard has its own
 * row: only the shard's thread writes it, and whoever wants a sum reads all rows.  Replacing
 * publishes by RCU, waits for readers, and only then sums up and destroys the old info: every
 * packet is counted by exactly one of the two.
 *
 * Prepare (xt_translate), commit (xt_replace_table) and abort (xt_table_info_destroy) are separate,
 * so that several changes can be made one.
 */
#ifndef QUINTET_XTABLES_XT_TABLE_H
#define QUINTET_XTABLES_XT_TABLE_H

#include "xtables/x_tables.h"

#define XT_MAX_TABLE_SIZE (512u * 1024 * 1024) /* bytes, as in the kernel */
#define XT_NUM_HOOKS	  5u
#define XT_NO_HOOK	  0xffffffffu

struct xt_program;
struct xt_table;
struct xt_table_info;

/**
 * struct xt_family - what ip_tables, ip6_tables and arp_tables differ in
 * @name: "ip_tables", for the log
 * @head_size: bytes of the header that each entry begins with (struct ipt_ip)
 * @entry_size: bytes of an entry without matches and target (struct ipt_entry)
 * @target_offset, @next_offset, @comefrom, @counters: where in an entry those fields stand
 * @head_ok: are the header's flags known?
 * @head_proto: the protocol that a rule asks for, and whether it is inverted
 * @head_goto: does its jump not come back?
 * @head_match: does the packet fit the header? explains a mismatch in par->why; may set hotdrop, and
 *	thoff and fragoff where they belong to the rule
 * @begin: fills thoff and fragoff before the first rule
 * @compile: makes info->program; => 0 or -ENOMEM
 * @run: a packet through the compiled form
 */
struct xt_family {
	const char *name;
	u8 nfproto;
	u8 head_size, entry_size;
	u8 target_offset, next_offset, comefrom, counters;
	bool (*head_ok)(const void *head);
	void (*head_proto)(const void *head, u16 *proto, bool *inv);
	bool (*head_goto)(const void *head);
	bool (*head_match)(const struct sk_buff *skb, const void *head,
			   struct xt_action_param *par);
	void (*begin)(const struct sk_buff *skb, struct xt_action_param *par);
	int (*compile)(struct xt_table_info *info);
	unsigned int (*run)(const struct xt_table *table, const struct xt_table_info *info,
			    struct sk_buff *skb, const struct nf_hook_state *state);
};

/**
 * struct xt_table_info - a rule set, checked
 * @size, @number: bytes and entries
 * @hook_entry, @underflow: by hook, offsets in bytes of the first rule and of the policy
 * @hook_rule, @policy_rule: the same as rule numbers
 * @stacksize: entries with target ERROR; a packet that is more jumps deep is dropped
 * @entries: the blob; names are overlaid by pointers as in the kernel (u.kernel.match)
 * @offset: of each rule, ascending
 * @counters: [shard][rule]; the row behind the last shard is the owner's (ADD_COUNTERS)
 * @program: the compiled form
 */
struct xt_table_info {
	/* Immutable */
	const struct xt_family *family;
	struct net *net;
	u32 size, number;
	u32 hook_entry[XT_NUM_HOOKS], underflow[XT_NUM_HOOKS];
	u32 hook_rule[XT_NUM_HOOKS], policy_rule[XT_NUM_HOOKS];
	u32 stacksize;
	u8 *entries;
	u32 *offset;
	struct xt_program *program;
	u32 nr_rows;
	/* Each row by its own shard's thread */
	struct xt_counters *counters[NET_MAX_SHARDS + 1];
};

/**
 * struct xt_table - a table of a namespace
 * @valid_hooks: bits of NF_INET_*
 * @private: RCU; what packets run through
 * @ops: its hook functions, one a bit of valid_hooks
 */
struct xt_table {
	/* Immutable */
	const struct xt_table_template *template;
	const struct xt_family *family;
	struct net *net;
	const char *name;
	unsigned int valid_hooks;
	/* RCU */
	struct xt_table_info *private;
	/* Owner's thread */
	struct xt_table *next; /* newest first */
	unsigned int nr_ops;
	struct nf_hook_ops ops[XT_NUM_HOOKS];
};

/**
 * struct xt_table_template - a table that is made when somebody first asks for it
 * @hook: its hook function; priv is the struct xt_table
 */
struct xt_table_template {
	const struct xt_family *family;
	const char *name;
	unsigned int valid_hooks;
	int priority;
	nf_hookfn *hook;
};

/** struct xt_repl - what SET_REPLACE says about a blob */
struct xt_repl {
	const char *table;
	unsigned int valid_hooks, num_entries, size;
	const unsigned int *hook_entry, *underflow; /* [XT_NUM_HOOKS] */
};

/* ---- owner's thread ---- */

/** xt_register_template() - a table that may be asked for; => -ENOMEM */
int __must_check xt_register_template(struct net *net, const struct xt_table_template *t);

/** xt_initial() - the rule set that a table begins with: one ACCEPT a hook, then the closing ERROR;
 * => as xt_translate() */
int __must_check xt_initial(struct net *net, const struct xt_table_template *t,
			    struct xt_table_info **info);

/** xt_find_table() - find it, or make it from its template; => -ENOENT, -ENOMEM */
int __must_check xt_find_table(struct net *net, u8 family, const char *name,
			       struct xt_table **table);

/**
 * xt_translate() - check a blob as the kernel checks it, and compile it
 * @entries: repl->size bytes from malloc(3), 8-aligned; taken over, also on failure
 *
 * checkentry of every match and target has been called on success; on failure those that were
 * called are destroyed again.
 * => 0; -EINVAL, -ELOOP, -ENOENT, -EPROTOTYPE, -ENOMEM or what a checkentry said.
 */
int __must_check xt_translate(struct net *net, const struct xt_family *f,
			      const struct xt_repl *repl, u8 *entries, struct xt_table_info **info);

/** xt_table_info_destroy() - an info that packets no longer see (or never saw); NULL is fine */
void xt_table_info_destroy(struct xt_table_info *info);

/**
 * xt_replace_table() - put @info in; waits until no packet runs through the old one
 * @num_counters: entries that the caller believes the table has
 * @old: receives the old info, the caller's now
 *
 * => 0, or -EAGAIN if @num_counters is wrong: nothing has changed.
 */
int __must_check xt_replace_table(struct xt_table *table, unsigned int num_counters,
				  struct xt_table_info *info, struct xt_table_info **old);

/** xt_get_counters() - the sums, to @sum[info->number] */
void xt_get_counters(const struct xt_table_info *info, struct xt_counters *sum);
/** xt_add_counters() - add to each; @add[info->number] */
void xt_add_counters(struct xt_table_info *info, const struct xt_counters *add);
/** xt_copy_entries() - the blob as userspace may see it, to @dst[info->size]; => 0 or -ENOMEM */
int __must_check xt_copy_entries(const struct xt_table_info *info, u8 *dst);

static inline struct xt_table_info *xt_table_private(const struct xt_table *t)
{
	return rcu_dereference_protected(((struct xt_table *)t)->private);
}

/* ---- packets, under the RCU lock ---- */

/** xt_do_table() - @skb through the table; => a verdict */
unsigned int xt_do_table(void *priv, struct sk_buff *skb, const struct nf_hook_state *state);

/**
 * xt_run_linear() - the reference: entry by entry, straight from the blob; tells the story
 *
 * What the compiled form does must not differ from it.
 */
unsigned int xt_run_linear(const struct xt_table *table, const struct xt_table_info *info,
			   struct sk_buff *skb, const struct nf_hook_state *state);

/** xt_trace_rule() - what -j TRACE says about a rule that matched */
void xt_trace_rule(const struct xt_table *table, const struct xt_table_info *info, u32 rule,
		   const struct sk_buff *skb, const struct nf_hook_state *state);

static inline void xt_count(struct xt_counters *c, u32 bytes)
{
	WRITE_ONCE(c->pcnt, c->pcnt + 1);
	WRITE_ONCE(c->bcnt, c->bcnt + bytes);
}

/* ---- reading entries ---- */

static inline const void *xt_entry_at(const struct xt_table_info *info, u32 rule)
{
	return info->entries + info->offset[rule];
}
static inline u16 xt_entry_u16(const void *e, unsigned int at)
{
	u16 v;

	memcpy(&v, (const u8 *)e + at, sizeof(v));
	return v;
}
static inline struct xt_entry_target *xt_entry_target(const struct xt_family *f, const void *e)
{
	return (struct xt_entry_target *)((u8 *)e + xt_entry_u16(e, f->target_offset));
}
static inline struct xt_entry_match *xt_entry_first_match(const struct xt_family *f, const void *e)
{
	return (struct xt_entry_match *)((u8 *)e + f->entry_size);
}
static inline struct xt_entry_match *xt_entry_next_match(const struct xt_entry_match *m)
{
	return (struct xt_entry_match *)((u8 *)m + xt_entry_u16(m, 0));
}
/* Every match of an entry, in order. */
#define xt_for_each_match(m, f, e)                                                          \
	for ((m) = xt_entry_first_match(f, e); (void *)(m) < (void *)xt_entry_target(f, e); \
	     (m) = xt_entry_next_match(m))

/* The standard and the ERROR target are told by having no function of their own or by name. */
static inline bool xt_is_standard(const struct xt_entry_target *t)
{
	return !t->u.kernel.target->target;
}
static inline int xt_verdict(const struct xt_entry_target *t)
{
	int v;

	memcpy(&v, (const u8 *)t + offsetof(struct xt_standard_target, verdict), sizeof(v));
	return v;
}
bool xt_is_error(const struct xt_entry_target *t);
/** xt_unconditional() - no match and an all-zero header */
bool xt_unconditional(const struct xt_family *f, const void *e);
/** xt_rule_at() - the number of the rule that begins at an offset; XT_NO_HOOK: none does */
u32 xt_rule_at(const struct xt_table_info *info, u32 offset);

/** struct xt_where - a rule as people name it: chain and number from 1 */
struct xt_where {
	const char *chain;
	u32 rule;
	bool base; /* a built-in chain */
	bool tail; /* a chain's last: its policy, or the return of a user chain */
};
void xt_rule_where(const struct xt_table_info *info, u32 rule, struct xt_where *w);
/** xt_hook_chain() - "INPUT" */
const char *xt_hook_chain(unsigned int hook);

#endif
