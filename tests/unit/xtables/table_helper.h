/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables for unit tests: a namespace with all that is needed, and blobs put in. */
#ifndef QUINTET_TESTS_UNIT_XTABLES_TABLE_HELPER_H
#define QUINTET_TESTS_UNIT_XTABLES_TABLE_HELPER_H

#include "skb_helper.h"
#include "xtables/family/ip6_tables.h"
#include "xtables/family/ip_tables.h"
#include "xtables/match/matches.h"
#include "xtables/target/targets.h"

#include "ipt_blob.h"

/** test_tables_init() - the registry of @net, with what the tests use of matches and targets */
static inline int test_tables_init(struct net *net)
{
	static const struct xt_match *const matches[] = {xt_comment_mt,	  xt_icmp_mt,
							 xt_limit_mt,	  xt_mark_mt,
							 xt_multiport_mt, xt_length_mt,
							 xt_quota_mt,	  xt_tcpudp_mt};
	static const struct xt_target *const targets[] = {xt_MARK_tg, xt_DSCP_tg, xt_HL_tg};
	int err = xt_net_init(net);

	for (unsigned int i = 0; i < ARRAY_SIZE(matches) && !err; i++)
		for (const struct xt_match *m = matches[i]; m->name[0] && !err; m++)
			err = xt_register_match(net, m);
	for (unsigned int i = 0; i < ARRAY_SIZE(targets) && !err; i++)
		for (const struct xt_target *t = targets[i]; t->name[0] && !err; t++)
			err = xt_register_target(net, t);
	if (!err)
		err = ip_tables_net_init(net);
	return err ? err : ip6_tables_net_init(net);
}

/** test_translate() - a blob to an info; => errno */
static inline int test_translate(struct net *net, const struct ipt_blob *b,
				 struct xt_table_info **info)
{
	const struct xt_repl repl = {.table = b->head.name,
				     .valid_hooks = b->head.valid_hooks,
				     .num_entries = b->head.num_entries,
				     .size = b->head.size,
				     .hook_entry = b->head.hook_entry,
				     .underflow = b->head.underflow};
	u8 *entries = malloc(b->head.size ? b->head.size : 1);

	memcpy(entries, b->entries, b->head.size);
	return xt_translate(net, b->v6 ? &ip6_tables_family : &ip_tables_family, &repl, entries,
			    info);
}

#endif
