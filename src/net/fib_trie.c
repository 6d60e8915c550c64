// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Longest-prefix match for a million routes that change while packets look them up.
 *
 * The trie goes eight bits a level.  A node keeps, packed behind two bitmaps, its children (by the
 * next eight bits of the key) and the prefixes that end in it; a prefix of length L = 0 … 8 within
 * the node with the bits v is number 2^L + v of the second map, so that the prefixes that cover an
 * octet are the chain 256 + octet, and halves of it.  A child with a single prefix below it is not
 * a node but the leaf itself, so a lone host route costs one slot.
 *
 *	node: | octet table 256 | child map 256 | prefix map 512 | children … | bests … | leaves … |
 *
 * A look-up does not count bits: the octet table says for each octet which child to go to and which
 * of the node's prefixes is the longest that covers it, by number, both bytes in one load.  Number
 * 0 stands for none, its slot is NULL; where all 256 children are there nobody needs a NULL and
 * numbers begin at the first child.  A node of up to 255 prefixes numbers its leaves; with more of
 * them the bests are a table of their own, by octet.
 *
 * Nodes are never written after they are published, except that a child's slot is replaced: a
 * change copies one node (a few hundred bytes), publishes it in its parent's slot, and puts the old
 * one aside until readers have left.  Routes that do not fit (TOS, scope, dead next hop) make a
 * look-up go on to shorter prefixes, as in the kernel; this rare second walk tries every one.
 *
 * A table that is larger than the caches is looked up with a look-ahead: fib_trie_prefetch() walks
 * for a whole vector, one step for all before the next step for any, so that the loads of 64
 * packets are under way together.
 */
#include "net/fib.h"

#include "net/multipath.h"

#include <stdlib.h>

#define LEVELS	    4
#define STRIDE	    8
#define SLOT_LEAF   1ul /* in a child's slot: a leaf, not a node */
#define OCTETS	    256u
#define CHILD_WORDS 4
#define PFX_WORDS   8

/* By octet: slot[child] is the way on, slot[best_base + best] the longest prefix in this node. */
struct octet {
	u8 child, best;
};

struct trie_node {
	struct octet at[OCTETS];
	u64 child[CHILD_WORDS];
	u64 pfx[PFX_WORDS];
	u16 nchild, npfx;
	u16 best_base, leaf_base; /* in slot */
	uintptr_t slot[];
};

struct fib_trie {
	struct net *net;
	struct trie_node *root; /* RCU */
	size_t bytes; /* read by packets, too */
};

/* Where a node's parts begin in slot[]. */
static inline unsigned int child_base(unsigned int nchild)
{
	return nchild < OCTETS;
}

static unsigned int best_base(unsigned int nchild)
{
	return child_base(nchild) + nchild;
}

static unsigned int leaf_base(unsigned int nchild, unsigned int npfx)
{
	return best_base(nchild) + (npfx < OCTETS ? 1 : OCTETS);
}

static size_t node_size(unsigned int nchild, unsigned int npfx)
{
	return sizeof(struct trie_node) + (leaf_base(nchild, npfx) + npfx) * sizeof(uintptr_t);
}

static uintptr_t *children(const struct trie_node *n)
{
	return (uintptr_t *)n->slot + child_base(n->nchild);
}

static uintptr_t *leaves(const struct trie_node *n)
{
	return (uintptr_t *)n->slot + n->leaf_base;
}

static inline bool map_test(const u64 *map, unsigned int bit)
{
	return map[bit / 64] >> (bit % 64) & 1;
}

/* Bits set before @bit: which of the children or leaves is its. */
static unsigned int map_rank(const u64 *map, unsigned int bit)
{
	unsigned int rank = 0;

	for (unsigned int w = 0; w < bit / 64; w++)
		rank += (unsigned int)__builtin_popcountll(map[w]);
	return rank +
	       (unsigned int)__builtin_popcountll(map[bit / 64] & ((1ull << (bit % 64)) - 1));
}

static inline unsigned int octet_at(u32 key, unsigned int level)
{
	return key >> (24 - STRIDE * level) & 0xff;
}

/* A prefix ends in the node of this level; /0, and the lengths to /8, in the root. */
static unsigned int level_of(u8 plen)
{
	return plen ? (plen - 1u) / STRIDE : 0;
}

static unsigned int pfx_index(u32 key, u8 plen, unsigned int level)
{
	unsigned int len = plen - STRIDE * level;

	return (1u << len) + (octet_at(key, level) >> (STRIDE - len));
}

static inline uintptr_t child_slot(const struct trie_node *n, unsigned int octet)
{
	return rcu_dereference(n->slot[n->at[octet].child]);
}

static inline struct fib_leaf *pfx_leaf(const struct trie_node *n, unsigned int idx)
{
	return (struct fib_leaf *)leaves(n)[map_rank(n->pfx, idx)];
}

static inline bool covers(const struct fib_leaf *l, u32 key)
{
	return !l->plen || !((key ^ l->key) >> (32 - l->plen));
}

/* ---- changing nodes by copying them ---- */

/* The next bit that is set from @bit on; @bits: none. */
static unsigned int next_bit(const u64 *map, unsigned int bits, unsigned int bit)
{
	while (bit < bits) {
		u64 rest = map[bit / 64] >> (bit % 64);

		if (rest)
			return bit + (unsigned int)__builtin_ctzll(rest);
		bit = (bit | 63) + 1;
	}
	return bits;
}

/* The octets that prefix number @idx covers are told that it is leaf @leaf; longer ones follow. */
static void fill_best(struct trie_node *n, unsigned int idx, unsigned int leaf)
{
	unsigned int len = 31u - (unsigned int)__builtin_clz(idx), shift = STRIDE - len;
	unsigned int first = (idx - (1u << len)) << shift;

	for (unsigned int octet = first; octet < first + (1u << shift); octet++)
		if (n->npfx < OCTETS)
			n->at[octet].best = (u8)(leaf + 1);
		else
			n->slot[n->best_base + octet] = leaves(n)[leaf];
}

/* The octet table, and the bests of a full node, by the maps and leaves. */
static void set_table(struct trie_node *n)
{
	unsigned int i = 0;

	for (unsigned int o = 0; o < OCTETS; o++)
		n->at[o] = (struct octet){.best = n->npfx < OCTETS ? 0 : (u8)o};
	for (unsigned int o = next_bit(n->child, OCTETS, 0); o < OCTETS;
	     o = next_bit(n->child, OCTETS, o + 1))
		n->at[o].child = (u8)(child_base(n->nchild) + i++);
	i = 0;
	for (unsigned int idx = next_bit(n->pfx, 2 * OCTETS, 0); idx < 2 * OCTETS;
	     idx = next_bit(n->pfx, 2 * OCTETS, idx + 1))
		fill_best(n, idx, i++);
}

static struct trie_node *node_alloc(struct fib_trie *t, unsigned int nchild, unsigned int npfx)
{
	struct trie_node *n = calloc(1, node_size(nchild, npfx));

	if (!n)
		return NULL;
	WRITE_ONCE(t->bytes, t->bytes + node_size(nchild, npfx));
	n->nchild = (u16)nchild;
	n->npfx = (u16)npfx;
	n->best_base = (u16)best_base(nchild);
	n->leaf_base = (u16)leaf_base(nchild, npfx);
	return n;
}

static void node_retire(struct fib_trie *t, struct trie_node *n)
{
	WRITE_ONCE(t->bytes, t->bytes - node_size(n->nchild, n->npfx));
	rcu_defer(&t->net->garbage, free, n);
}

static void node_drop(struct fib_trie *t, struct trie_node *n)
{
	WRITE_ONCE(t->bytes, t->bytes - node_size(n->nchild, n->npfx));
	free(n);
}

/* Copy the slots of @from to @to; around position @at there is one more (@by 1) or less (-1). */
static void copy_slots(uintptr_t *to, const uintptr_t *from, unsigned int count, unsigned int at,
		       int by)
{
	memcpy(to, from, at * sizeof(*to));
	if (by > 0)
		memcpy(to + at + 1, from + at, (count - at) * sizeof(*to));
	else
		memcpy(to + at, from + at + 1, (count - at - 1) * sizeof(*to));
}

/* A copy of @n with a child or prefix more (@by 1), whose slot is @value, or less (-1); NULL: no
 * memory. */
static struct trie_node *node_change(struct fib_trie *t, const struct trie_node *n, bool pfx,
				     unsigned int bit, int by, uintptr_t value)
{
	struct trie_node *copy = node_alloc(t, n->nchild + (unsigned int)(pfx ? 0 : by),
					    n->npfx + (unsigned int)(pfx ? by : 0));
	unsigned int at = map_rank(pfx ? n->pfx : n->child, bit);

	if (!copy)
		return NULL;
	memcpy(copy->child, n->child, sizeof(n->child));
	memcpy(copy->pfx, n->pfx, sizeof(n->pfx));
	(pfx ? copy->pfx : copy->child)[bit / 64] ^= 1ull << (bit % 64);
	if (pfx) {
		memcpy(children(copy), children(n), n->nchild * sizeof(uintptr_t));
		copy_slots(leaves(copy), leaves(n), n->npfx, at, by);
	} else {
		copy_slots(children(copy), children(n), n->nchild, at, by);
		memcpy(leaves(copy), leaves(n), n->npfx * sizeof(uintptr_t));
	}
	if (by > 0)
		(pfx ? leaves(copy) : children(copy))[at] = value;
	set_table(copy);
	return copy;
}

static struct trie_node *node_with(struct fib_trie *t, const struct trie_node *n, bool pfx,
				   unsigned int bit, uintptr_t value)
{
	return node_change(t, n, pfx, bit, 1, value);
}

static struct trie_node *node_without(struct fib_trie *t, const struct trie_node *n, bool pfx,
				      unsigned int bit)
{
	return node_change(t, n, pfx, bit, -1, 0);
}

/* ---- the way down ---- */

/* The nodes from the root towards (@key, @plen), and the slots that they hang in. */
struct path {
	struct trie_node *node[LEVELS];
	uintptr_t *slot[LEVELS]; /* where node[i] hangs; [0] unused */
	unsigned int depth; /* nodes */
	struct fib_leaf *lone; /* a leaf stands where the way would go on */
	uintptr_t *lone_slot;
};

static void path_find(const struct fib_trie *t, u32 key, u8 plen, struct path *p)
{
	unsigned int last = level_of(plen);

	*p = (struct path){.node = {rcu_dereference(t->root)}, .depth = 1};
	while (p->depth <= last) {
		struct trie_node *n = p->node[p->depth - 1];
		unsigned int octet = octet_at(key, p->depth - 1);
		uintptr_t *slot;

		if (!map_test(n->child, octet))
			return;
		slot = &n->slot[n->at[octet].child];
		if (*slot & SLOT_LEAF) {
			p->lone = (struct fib_leaf *)(*slot & ~SLOT_LEAF);
			p->lone_slot = slot;
			return;
		}
		p->node[p->depth] = (struct trie_node *)*slot;
		p->slot[p->depth++] = slot;
	}
}

struct fib_leaf *fib_trie_find(const struct fib_trie *t, u32 key, u8 plen)
{
	unsigned int level = level_of(plen);
	struct path p;

	path_find(t, key, plen, &p);
	if (p.lone)
		return p.lone->key == key && p.lone->plen == plen ? p.lone : NULL;
	if (p.depth <= level || !map_test(p.node[level]->pfx, pfx_index(key, plen, level)))
		return NULL;
	return pfx_leaf(p.node[level], pfx_index(key, plen, level));
}

/* Put @n where @old was. */
static void publish(struct fib_trie *t, struct path *p, unsigned int level, struct trie_node *n)
{
	struct trie_node *old = p->node[level];

	if (level)
		rcu_assign_pointer(*p->slot[level], (uintptr_t)n);
	else
		rcu_assign_pointer(t->root, n);
	node_retire(t, old);
}

/* A subtree for one or two leaves that stand below level @level - 1. */
static struct trie_node *subtree(struct fib_trie *t, unsigned int level, struct fib_leaf *a,
				 struct fib_leaf *b)
{
	bool pfx = level_of(a->plen) == level;
	struct trie_node *n, *two, *empty = node_alloc(t, 0, 0);

	if (!empty)
		return NULL;
	n = node_with(t, empty, pfx,
		      pfx ? pfx_index(a->key, a->plen, level) : octet_at(a->key, level),
		      pfx ? (uintptr_t)a : (uintptr_t)a | SLOT_LEAF);
	node_drop(t, empty);
	if (!n || !b)
		return n;
	if (!pfx && level_of(b->plen) != level &&
	    octet_at(a->key, level) == octet_at(b->key, level)) {
		struct trie_node *below = subtree(t, level + 1, a, b);

		if (!below) {
			node_drop(t, n);
			return NULL;
		}
		children(n)[0] = (uintptr_t)below;
		return n;
	}
	pfx = level_of(b->plen) == level;
	two = node_with(t, n, pfx,
			pfx ? pfx_index(b->key, b->plen, level) : octet_at(b->key, level),
			pfx ? (uintptr_t)b : (uintptr_t)b | SLOT_LEAF);
	node_drop(t, n);
	return two;
}

int fib_trie_insert(struct fib_trie *t, struct fib_leaf *leaf)
{
	unsigned int level = level_of(leaf->plen);
	struct trie_node *n;
	struct path p;

	path_find(t, leaf->key, leaf->plen, &p);
	if (p.lone) {
		n = subtree(t, p.depth, p.lone, leaf);
		if (!n)
			return -ENOMEM;
		rcu_assign_pointer(*p.lone_slot, (uintptr_t)n);
		return 0;
	}
	if (p.depth > level)
		n = node_with(t, p.node[level], true, pfx_index(leaf->key, leaf->plen, level),
			      (uintptr_t)leaf);
	else
		n = node_with(t, p.node[p.depth - 1], false, octet_at(leaf->key, p.depth - 1),
			      (uintptr_t)leaf | SLOT_LEAF);
	if (!n)
		return -ENOMEM;
	publish(t, &p, p.depth > level ? level : p.depth - 1, n);
	return 0;
}

/* A node below the root that has one thing left becomes that thing, or nothing. */
static void shrink(struct fib_trie *t, struct path *p, unsigned int level, struct trie_node *n)
{
	uintptr_t only;

	while (level && n->nchild + n->npfx == 1) {
		only = n->npfx ? leaves(n)[0] | SLOT_LEAF : children(n)[0];
		if (!(only & SLOT_LEAF))
			break;
		rcu_assign_pointer(*p->slot[level], only);
		node_retire(t, p->node[level]);
		if (n != p->node[level])
			node_drop(t, n);
		n = p->node[--level];
	}
	if (n != p->node[level])
		publish(t, p, level, n);
}

int fib_trie_remove(struct fib_trie *t, struct fib_leaf *leaf)
{
	unsigned int level = level_of(leaf->plen);
	struct trie_node *n;
	struct path p;

	path_find(t, leaf->key, leaf->plen, &p);
	if (p.lone) {
		level = p.depth - 1;
		n = node_without(t, p.node[level], false, octet_at(leaf->key, level));
	} else {
		n = node_without(t, p.node[level], true, pfx_index(leaf->key, leaf->plen, level));
	}
	if (!n)
		return -ENOMEM;
	shrink(t, &p, level, n);
	return 0;
}

/* ---- looking up ---- */

int fib_trie_walk(const struct fib_trie *t, u32 key,
		  int (*fn)(const struct fib_leaf *leaf, void *ctx), void *ctx)
{
	const struct trie_node *way[LEVELS], *n = rcu_dereference(t->root);
	int level = 0, ret = 1;

	for (;;) {
		unsigned int octet = octet_at(key, (unsigned int)level);
		uintptr_t slot;

		way[level] = n;
		slot = child_slot(n, octet);
		if (!slot)
			break;
		if (slot & SLOT_LEAF) {
			const struct fib_leaf *l = (struct fib_leaf *)(slot & ~SLOT_LEAF);

			if (covers(l, key))
				ret = fn(l, ctx);
			break;
		}
		n = (struct trie_node *)slot;
		level++;
	}
	for (; level >= 0 && ret == 1; level--) {
		n = way[level];
		for (unsigned int i = 256 + octet_at(key, (unsigned int)level); i && ret == 1;
		     i /= 2)
			if (map_test(n->pfx, i))
				ret = fn(pfx_leaf(n, i), ctx);
	}
	return ret;
}

/* The longest prefix that covers @key, NULL: none. */
static inline const struct fib_leaf *longest(const struct fib_trie *t, u32 key)
{
	const struct trie_node *n = rcu_dereference(t->root);
	const struct fib_leaf *best = NULL;

	for (unsigned int shift = 24;; shift -= STRIDE) {
		struct octet at = n->at[key >> shift & 0xff];
		uintptr_t slot = rcu_dereference(n->slot[at.child]);
		uintptr_t leaf = n->slot[n->best_base + at.best];

		best = leaf ? (const struct fib_leaf *)leaf : best;
		if (!slot)
			return best;
		if (slot & SLOT_LEAF) {
			const struct fib_leaf *l = (const struct fib_leaf *)(slot & ~SLOT_LEAF);

			return covers(l, key) ? l : best;
		}
		n = (const struct trie_node *)slot;
	}
}

const struct fib_leaf *fib_trie_longest(const struct fib_trie *t, u32 key)
{
	return longest(t, key);
}

struct lookup {
	const struct flowi4 *fl;
	struct fib_result *res;
	unsigned int flags;
};

static inline bool nh_usable(const struct fib_nh *nh, const struct flowi4 *fl, unsigned int flags)
{
	u32 state = READ_ONCE(nh->nh_flags);

	if (state & RTNH_F_DEAD)
		return false;
	if ((state & RTNH_F_LINKDOWN) && !(flags & FIB_LOOKUP_IGNORE_LINKSTATE)) {
		struct in_device *in_dev = nh->nh_dev ? in_dev_get_rcu(nh->nh_dev) : NULL;

		if (in_dev && IN_DEV_ORCONF(in_dev, IGNORE_ROUTES_WITH_LINKDOWN))
			return false;
	}
	return !fl->flowi4_oif || fl->flowi4_oif == nh->nh_oif;
}

/* Of several next hops the one that the flow's hash says; one at least can be used. */
static __noinline int select_nexthop(const struct fib_info *fi, const struct lookup *lk)
{
	u32 total = 0, point;
	int i, last = 0;

	for (i = 0; i < fi->fib_nhs; i++)
		if (nh_usable(&fi->fib_nh[i], lk->fl, lk->flags))
			total += (u32)fi->fib_nh[i].nh_weight;
	point = multipath_point(fib_multipath_hash(fi->net, lk->fl), total);
	for (i = 0; i < fi->fib_nhs; i++) {
		if (!nh_usable(&fi->fib_nh[i], lk->fl, lk->flags))
			continue;
		last = i;
		if (point < (u32)fi->fib_nh[i].nh_weight)
			break;
		point -= (u32)fi->fib_nh[i].nh_weight;
	}
	return last;
}

/* The first route of a prefix that fits the flow; => 1 none does, 0, or the route's error. */
static inline int leaf_check(const struct fib_leaf *l, const struct lookup *lk)
{
	for (struct fib_alias *fa = rcu_dereference(l->first); fa; fa = rcu_dereference(fa->next)) {
		const struct fib_info *fi = fa->fa_info;
		int err;

		if (fa->fa_tos && fa->fa_tos != (lk->fl->flowi4_tos & FIB_TOS_MASK))
			continue;
		if (fi->fib_scope < lk->fl->flowi4_scope)
			continue;
		err = fib_props_error(fa->fa_type);
		if (err) {
			fib_result_fill(lk->res, fa, l, -1);
			return err;
		}
		if (READ_ONCE(fi->fib_flags) & RTNH_F_DEAD)
			continue;
		for (int i = 0; i < fi->fib_nhs; i++) {
			if (!nh_usable(&fi->fib_nh[i], lk->fl, lk->flags))
				continue;
			if (unlikely(fi->fib_nhs > 1) && !lk->fl->flowi4_oif)
				i = select_nexthop(fi, lk);
			fib_result_fill(lk->res, fa, l, i);
			return 0;
		}
	}
	return 1;
}

static int leaf_check_slow(const struct fib_leaf *l, void *ctx)
{
	return leaf_check(l, ctx);
}

int fib_trie_lookup(const struct fib_trie *t, const struct flowi4 *fl, struct fib_result *res,
		    unsigned int flags)
{
	struct lookup lk = {fl, res, flags};
	const struct fib_leaf *l = longest(t, ntohl(fl->daddr));
	int ret;

	if (unlikely(!l))
		return -EAGAIN;
	ret = leaf_check(l, &lk);
	if (likely(ret != 1))
		return ret;
	ret = fib_trie_walk(t, ntohl(fl->daddr), leaf_check_slow, &lk);
	return ret == 1 ? -EAGAIN : ret;
}

const struct fib_nh *fib_trie_plain(const struct fib_trie *t, __be32 daddr)
{
	const struct fib_leaf *l = longest(t, ntohl(daddr));
	const struct fib_alias *fa = l ? rcu_dereference(((struct fib_leaf *)l)->first) : NULL;
	const struct fib_info *fi;

	if (unlikely(!fa || fa->fa_tos || fa->fa_type != RTN_UNICAST))
		return NULL;
	fi = fa->fa_info;
	if (unlikely(fi->fib_nhs != 1 || ((READ_ONCE(((struct fib_info *)fi)->fib_flags) |
					   READ_ONCE(((struct fib_nh *)fi->fib_nh)->nh_flags)) &
					  (RTNH_F_DEAD | RTNH_F_LINKDOWN))))
		return NULL;
	return fi->fib_nh;
}

/* ---- looking ahead ---- */

/* One packet's look-up between two steps: at a node, or at its end with @leaf. */
struct ahead {
	const struct trie_node *node; /* NULL: at its end */
	const struct fib_leaf *leaf;
	struct octet at;
};

/* The slots of the nodes that all have come to are on their way. */
static void ahead_octets(struct ahead *a, const u32 *key, unsigned int n, unsigned int shift)
{
	for (unsigned int i = 0; i < n; i++) {
		if (!a[i].node)
			continue;
		a[i].at = a[i].node->at[key[i] >> shift & 0xff];
		__builtin_prefetch(&a[i].node->slot[a[i].at.child]);
		__builtin_prefetch(&a[i].node->slot[a[i].node->best_base + a[i].at.best]);
	}
}

/* The next nodes, of which the octet's word is on its way, and the end of those that have one. */
static void ahead_slots(struct ahead *a, const u32 *key, unsigned int n, unsigned int shift)
{
	for (unsigned int i = 0; i < n; i++) {
		const struct trie_node *node = a[i].node;
		uintptr_t slot, leaf;

		if (!node)
			continue;
		slot = rcu_dereference(node->slot[a[i].at.child]);
		leaf = node->slot[node->best_base + a[i].at.best];
		if (leaf)
			a[i].leaf = (const struct fib_leaf *)leaf;
		a[i].node = NULL;
		if (slot & SLOT_LEAF) {
			a[i].leaf = (const struct fib_leaf *)(slot & ~SLOT_LEAF);
		} else if (slot) {
			a[i].node = (const struct trie_node *)slot;
			__builtin_prefetch(&a[i].node->at[key[i] >> (shift - STRIDE) & 0xff]);
			__builtin_prefetch(&a[i].node->best_base);
			continue;
		}
		if (a[i].leaf)
			__builtin_prefetch(a[i].leaf);
	}
}

void fib_trie_prefetch(const struct fib_trie *t, const u32 *key, unsigned int n)
{
	struct ahead a[FIB_PREFETCH_MAX];

	for (unsigned int i = 0; i < n; i++)
		a[i] = (struct ahead){.node = rcu_dereference(t->root)};
	for (unsigned int level = 0; level < LEVELS; level++) {
		ahead_octets(a, key, n, 24 - STRIDE * level);
		ahead_slots(a, key, n, 24 - STRIDE * level);
	}
	for (unsigned int i = 0; i < n; i++)
		if (a[i].leaf)
			__builtin_prefetch(rcu_dereference(((struct fib_leaf *)a[i].leaf)->first));
}

/* ---- in order ---- */

/* The smallest key >= @from of a leaf at or below @n, whose keys begin with @base. */
static bool lowest_key(const struct trie_node *n, unsigned int level, u32 base, u64 from, u32 *key)
{
	unsigned int shift = 24 - STRIDE * level;
	unsigned int first = from > base ? (unsigned int)((from - base) >> shift) : 0;

	for (unsigned int octet = first; octet < 256; octet++) {
		u32 start = base | octet << shift;
		bool found = false;
		u32 below = 0;

		/* A prefix that begins at this octet: its number's bits are the octet's, from the
		 * top, and the rest of the octet is zero. */
		for (unsigned int len = 0; start >= from && len <= STRIDE; len++)
			if (!(octet & (0xffu >> len)) &&
			    map_test(n->pfx, (1u << len) + (octet >> (STRIDE - len)))) {
				*key = start;
				return true;
			}
		uintptr_t slot = child_slot(n, octet);

		if (!slot)
			continue;
		if (slot & SLOT_LEAF) {
			below = ((struct fib_leaf *)(slot & ~SLOT_LEAF))->key;
			found = below >= from;
		} else {
			found = lowest_key((struct trie_node *)slot, level + 1, start, from,
					   &below);
		}
		if (found) {
			*key = below;
			return true;
		}
	}
	return false;
}

/* The longest prefix with this key that is shorter than @below. */
static struct fib_leaf *longest_at(const struct fib_trie *t, u32 key, unsigned int below)
{
	for (int plen = (int)below - 1; plen >= 0; plen--) {
		struct fib_leaf *l;

		if (plen < 32 && key & (0xffffffffu >> plen))
			return NULL;
		l = fib_trie_find(t, key, (u8)plen);
		if (l)
			return l;
	}
	return NULL;
}

struct fib_leaf *fib_trie_next(const struct fib_trie *t, u32 key, u8 plen)
{
	struct fib_leaf *l = longest_at(t, key, plen);

	if (l || key == UINT32_MAX)
		return l;
	if (!lowest_key(t->root, 0, 0, (u64)key + 1, &key))
		return NULL;
	return longest_at(t, key, 33);
}

/* ---- life ---- */

size_t fib_trie_bytes(const struct fib_trie *t)
{
	return READ_ONCE(((struct fib_trie *)t)->bytes);
}

struct fib_trie *fib_trie_create(struct net *net)
{
	struct fib_trie *t = calloc(1, sizeof(*t));

	if (!t)
		return NULL;
	t->net = net;
	t->root = node_alloc(t, 0, 0);
	if (!t->root) {
		free(t);
		return NULL;
	}
	return t;
}

void fib_trie_destroy(struct fib_trie *t)
{
	if (!t)
		return;
	assert(!t->root->nchild && !t->root->npfx);
	free(t->root);
	free(t);
}
