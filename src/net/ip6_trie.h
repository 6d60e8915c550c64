/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * IPv6 prefixes by longest match.  Changed by the owner's thread, read under RCU.
 */
#ifndef QUINTET_NET_IP6_TRIE_H
#define QUINTET_NET_IP6_TRIE_H

#include "net/ipv6.h"

struct net;
struct fib6_info;
struct fib6_trie;

/** struct fib6_leaf - a prefix and its routes */
struct fib6_leaf {
	struct in6_addr key; /* zeros behind plen */
	struct fib6_info *first; /* RCU */
	u8 plen;
};

struct fib6_trie *fib6_trie_create(struct net *net);
/** fib6_trie_destroy() - no leaf may be left; readers are gone; NULL is fine */
void fib6_trie_destroy(struct fib6_trie *t);
/** fib6_trie_find() - the leaf of exactly this prefix; under RCU; NULL: none */
struct fib6_leaf *fib6_trie_find(const struct fib6_trie *t, const struct in6_addr *key, u8 plen);
/** fib6_trie_insert() - @leaf is not there yet and belongs to the trie then; => 0, -ENOMEM */
int __must_check fib6_trie_insert(struct fib6_trie *t, struct fib6_leaf *leaf);
/** fib6_trie_remove() - takes it out; the caller frees it after a grace period; => 0, -ENOMEM: it
 * stays, and matches nothing while it has no route */
int __must_check fib6_trie_remove(struct fib6_trie *t, struct fib6_leaf *leaf);
/** fib6_trie_next() - the leaf behind (@key, @plen), which need not be there any more, in the
 * kernel's order: a prefix behind those it covers; @key NULL: the first; => NULL: no more */
struct fib6_leaf *fib6_trie_next(const struct fib6_trie *t, const struct in6_addr *key,
				 unsigned int plen);
/**
 * fib6_trie_walk() - every leaf that covers @key, the longest prefix first, until @fn says stop
 * @fn: => 1 to go on, anything else is the result
 *
 * => @fn's result, 1 when none is left.  Under RCU.
 */
int fib6_trie_walk(const struct fib6_trie *t, const struct in6_addr *key,
		   int (*fn)(const struct fib6_leaf *leaf, void *ctx), void *ctx);
/** fib6_trie_bytes() - memory of nodes */
size_t fib6_trie_bytes(const struct fib6_trie *t);

#endif
