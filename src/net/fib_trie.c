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
 *	node: | child map 256 | prefix map 512 | children … | leaves … |
 *
 * Nodes are never written after they are published, except that a child's slot is replaced: a
 * change copies one node (a few hundred bytes), publishes it in its parent's slot, and puts the old
 * one aside until readers have left.  A look-up notes the nodes on its way down and then takes the
 * longest prefix of the deepest one first; routes that do not fit (TOS, scope, dead next hop) make
 * it go on to shorter ones, as in the kernel.
 */
#include "net/fib.h"

#include <stdlib.h>

#define LEVELS	    4
#define STRIDE	    8
#define SLOT_LEAF   1ul /* in a child's slot: a leaf, not a node */
#define CHILD_WORDS 4
#define PFX_WORDS   8

struct trie_node {
	u64 child[CHILD_WORDS];
	u64 pfx[PFX_WORDS];
	u16 nchild, npfx;
	u16 child_rank[CHILD_WORDS], pfx_rank[PFX_WORDS]; /* bits set in the words before */
	uintptr_t slot[]; /* [nchild] then [npfx] */
};

struct fib_trie {
	struct net *net;
	struct trie_node *root; /* RCU */
	size_t bytes;
};

static size_t node_size(unsigned int nchild, unsigned int npfx)
{
	return sizeof(struct trie_node) + (nchild + npfx) * sizeof(uintptr_t);
}

static inline bool map_test(const u64 *map, unsigned int bit)
{
	return map[bit / 64] >> (bit % 64) & 1;
}

static inline unsigned int map_rank(const u64 *map, const u16 *rank, unsigned int bit)
{
	return rank[bit / 64] +
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
	return rcu_dereference(n->slot[map_rank(n->child, n->child_rank, octet)]);
}

static inline struct fib_leaf *pfx_leaf(const struct trie_node *n, unsigned int idx)
{
	return (struct fib_leaf *)n->slot[n->nchild + map_rank(n->pfx, n->pfx_rank, idx)];
}

static inline bool covers(const struct fib_leaf *l, u32 key)
{
	return !l->plen || !((key ^ l->key) >> (32 - l->plen));
}

/* ---- changing nodes by copying them ---- */

static void set_ranks(struct trie_node *n)
{
	u16 sum = 0;

	for (int i = 0; i < CHILD_WORDS; i++) {
		n->child_rank[i] = sum;
		sum += (u16)__builtin_popcountll(n->child[i]);
	}
	n->nchild = sum;
	sum = 0;
	for (int i = 0; i < PFX_WORDS; i++) {
		n->pfx_rank[i] = sum;
		sum += (u16)__builtin_popcountll(n->pfx[i]);
	}
	n->npfx = sum;
}

static struct trie_node *node_alloc(struct fib_trie *t, unsigned int nchild, unsigned int npfx)
{
	struct trie_node *n = calloc(1, node_size(nchild, npfx));

	if (n)
		t->bytes += node_size(nchild, npfx);
	return n;
}

static void node_retire(struct fib_trie *t, struct trie_node *n)
{
	t->bytes -= node_size(n->nchild, n->npfx);
	rcu_defer(&t->net->garbage, free, n);
}

static void node_drop(struct fib_trie *t, struct trie_node *n)
{
	t->bytes -= node_size(n->nchild, n->npfx);
	free(n);
}

/* Copy the slots of @from to @to around position @at: one more there (@grow) or one less. */
static void copy_slots(uintptr_t *to, const uintptr_t *from, unsigned int count, unsigned int at,
		       bool grow)
{
	memcpy(to, from, at * sizeof(*to));
	if (grow)
		memcpy(to + at + 1, from + at, (count - at) * sizeof(*to));
	else
		memcpy(to + at, from + at + 1, (count - at - 1) * sizeof(*to));
}

/* A copy of @n with a child or prefix more, whose slot is @value; NULL: no memory. */
static struct trie_node *node_with(struct fib_trie *t, const struct trie_node *n, bool pfx,
				   unsigned int bit, uintptr_t value)
{
	unsigned int at = pfx ? n->nchild + map_rank(n->pfx, n->pfx_rank, bit)
			      : map_rank(n->child, n->child_rank, bit);
	struct trie_node *copy = node_alloc(t, n->nchild + !pfx, n->npfx + pfx);

	if (!copy)
		return NULL;
	memcpy(copy, n, sizeof(*n));
	copy_slots(copy->slot, n->slot, n->nchild + n->npfx, at, true);
	copy->slot[at] = value;
	(pfx ? copy->pfx : copy->child)[bit / 64] |= 1ull << (bit % 64);
	set_ranks(copy);
	return copy;
}

static struct trie_node *node_without(struct fib_trie *t, const struct trie_node *n, bool pfx,
				      unsigned int bit)
{
	unsigned int at = pfx ? n->nchild + map_rank(n->pfx, n->pfx_rank, bit)
			      : map_rank(n->child, n->child_rank, bit);
	struct trie_node *copy = node_alloc(t, n->nchild - !pfx, n->npfx - pfx);

	if (!copy)
		return NULL;
	memcpy(copy, n, sizeof(*n));
	copy_slots(copy->slot, n->slot, n->nchild + n->npfx, at, false);
	(pfx ? copy->pfx : copy->child)[bit / 64] &= ~(1ull << (bit % 64));
	set_ranks(copy);
	return copy;
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
		slot = &n->slot[map_rank(n->child, n->child_rank, octet)];
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
	struct trie_node empty = {0}, *n, *two;
	bool pfx = level_of(a->plen) == level;

	n = node_with(t, &empty, pfx,
		      pfx ? pfx_index(a->key, a->plen, level) : octet_at(a->key, level),
		      pfx ? (uintptr_t)a : (uintptr_t)a | SLOT_LEAF);
	if (!n || !b)
		return n;
	if (!pfx && level_of(b->plen) != level &&
	    octet_at(a->key, level) == octet_at(b->key, level)) {
		struct trie_node *below = subtree(t, level + 1, a, b);

		if (!below) {
			node_drop(t, n);
			return NULL;
		}
		n->slot[0] = (uintptr_t)below;
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
		only = n->npfx ? n->slot[0] | SLOT_LEAF : n->slot[0];
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

/* Inlined into fib_trie_lookup(), where @fn is known. */
static inline __attribute__((always_inline)) int
walk(const struct fib_trie *t, u32 key, int (*fn)(const struct fib_leaf *leaf, void *ctx),
     void *ctx)
{
	const struct trie_node *way[LEVELS], *n = rcu_dereference(t->root);
	int level = 0, ret = 1;

	for (;;) {
		unsigned int octet = octet_at(key, (unsigned int)level);
		uintptr_t slot;

		way[level] = n;
		if (!map_test(n->child, octet))
			break;
		slot = child_slot(n, octet);
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
		if (!n->npfx)
			continue;
		for (unsigned int i = 256 + octet_at(key, (unsigned int)level); i && ret == 1;
		     i /= 2)
			if (map_test(n->pfx, i))
				ret = fn(pfx_leaf(n, i), ctx);
	}
	return ret;
}

int fib_trie_walk(const struct fib_trie *t, u32 key,
		  int (*fn)(const struct fib_leaf *leaf, void *ctx), void *ctx)
{
	return walk(t, key, fn, ctx);
}

struct lookup {
	const struct flowi4 *fl;
	struct fib_result *res;
	unsigned int flags;
};

static bool nh_usable(const struct fib_nh *nh, const struct flowi4 *fl, unsigned int flags)
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

/* The first route of a prefix that fits the flow; => 1 none does, 0, or the route's error. */
static int leaf_check(const struct fib_leaf *l, void *ctx)
{
	struct lookup *lk = ctx;

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
			fib_result_fill(lk->res, fa, l, i);
			return 0;
		}
	}
	return 1;
}

int fib_trie_lookup(const struct fib_trie *t, const struct flowi4 *fl, struct fib_result *res,
		    unsigned int flags)
{
	struct lookup lk = {fl, res, flags};
	int ret = walk(t, ntohl(fl->daddr), leaf_check, &lk);

	return ret == 1 ? -EAGAIN : ret;
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
		if (!map_test(n->child, octet))
			continue;
		uintptr_t slot = child_slot(n, octet);

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
	return t->bytes;
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
