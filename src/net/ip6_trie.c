// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Longest-prefix match of 128-bit keys: fib_trie.c's idea, which is told there, for IPv6.
 *
 * Eight bits a level, nodes packed behind two bitmaps and replaced by copies, a leaf in the place
 * of a node that would hold nothing else.  A look-up notes its way down and then takes the longest
 * prefix first.  Dumps go as the kernel's: a prefix comes behind all that it covers.
 */
#include "net/ip6_trie.h"

#include "net/net.h"

#include <stdlib.h>

#define LEVELS	    16
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

struct fib6_trie {
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

static inline unsigned int octet_at(const struct in6_addr *key, unsigned int level)
{
	return key->s6_addr[level];
}

/* A prefix ends in the node of this level; /0, and the lengths to /8, in the root. */
static unsigned int level_of(u8 plen)
{
	return plen ? (plen - 1u) / STRIDE : 0;
}

static unsigned int pfx_index(const struct in6_addr *key, u8 plen, unsigned int level)
{
	unsigned int len = plen - STRIDE * level;

	return (1u << len) + (octet_at(key, level) >> (STRIDE - len));
}

static inline uintptr_t child_slot(const struct trie_node *n, unsigned int octet)
{
	return rcu_dereference(n->slot[map_rank(n->child, n->child_rank, octet)]);
}

static inline struct fib6_leaf *pfx_leaf(const struct trie_node *n, unsigned int idx)
{
	return (struct fib6_leaf *)n->slot[n->nchild + map_rank(n->pfx, n->pfx_rank, idx)];
}

static inline bool covers(const struct fib6_leaf *l, const struct in6_addr *key)
{
	return ipv6_prefix_equal(&l->key, key, l->plen);
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

static struct trie_node *node_alloc(struct fib6_trie *t, unsigned int nchild, unsigned int npfx)
{
	struct trie_node *n = calloc(1, node_size(nchild, npfx));

	if (n)
		t->bytes += node_size(nchild, npfx);
	return n;
}

static void node_retire(struct fib6_trie *t, struct trie_node *n)
{
	t->bytes -= node_size(n->nchild, n->npfx);
	rcu_defer(&t->net->garbage, free, n);
}

static void node_drop(struct fib6_trie *t, struct trie_node *n)
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
static struct trie_node *node_with(struct fib6_trie *t, const struct trie_node *n, bool pfx,
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

static struct trie_node *node_without(struct fib6_trie *t, const struct trie_node *n, bool pfx,
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
	struct fib6_leaf *lone; /* a leaf stands where the way would go on */
	uintptr_t *lone_slot;
};

static void path_find(const struct fib6_trie *t, const struct in6_addr *key, u8 plen,
		      struct path *p)
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
			p->lone = (struct fib6_leaf *)(*slot & ~SLOT_LEAF);
			p->lone_slot = slot;
			return;
		}
		p->node[p->depth] = (struct trie_node *)*slot;
		p->slot[p->depth++] = slot;
	}
}

struct fib6_leaf *fib6_trie_find(const struct fib6_trie *t, const struct in6_addr *key, u8 plen)
{
	unsigned int level = level_of(plen);
	struct path p;

	path_find(t, key, plen, &p);
	if (p.lone)
		return ipv6_addr_equal(&p.lone->key, key) && p.lone->plen == plen ? p.lone : NULL;
	if (p.depth <= level || !map_test(p.node[level]->pfx, pfx_index(key, plen, level)))
		return NULL;
	return pfx_leaf(p.node[level], pfx_index(key, plen, level));
}

/* Put @n where @old was. */
static void publish(struct fib6_trie *t, struct path *p, unsigned int level, struct trie_node *n)
{
	struct trie_node *old = p->node[level];

	if (level)
		rcu_assign_pointer(*p->slot[level], (uintptr_t)n);
	else
		rcu_assign_pointer(t->root, n);
	node_retire(t, old);
}

/* A subtree for one or two leaves that stand below level @level - 1. */
static struct trie_node *subtree(struct fib6_trie *t, unsigned int level, struct fib6_leaf *a,
				 struct fib6_leaf *b)
{
	struct trie_node empty = {0}, *n, *two;
	bool pfx = level_of(a->plen) == level;

	n = node_with(t, &empty, pfx,
		      pfx ? pfx_index(&a->key, a->plen, level) : octet_at(&a->key, level),
		      pfx ? (uintptr_t)a : (uintptr_t)a | SLOT_LEAF);
	if (!n || !b)
		return n;
	if (!pfx && level_of(b->plen) != level &&
	    octet_at(&a->key, level) == octet_at(&b->key, level)) {
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
			pfx ? pfx_index(&b->key, b->plen, level) : octet_at(&b->key, level),
			pfx ? (uintptr_t)b : (uintptr_t)b | SLOT_LEAF);
	node_drop(t, n);
	return two;
}

int fib6_trie_insert(struct fib6_trie *t, struct fib6_leaf *leaf)
{
	unsigned int level = level_of(leaf->plen);
	struct trie_node *n;
	struct path p;

	path_find(t, &leaf->key, leaf->plen, &p);
	if (p.lone) {
		n = subtree(t, p.depth, p.lone, leaf);
		if (!n)
			return -ENOMEM;
		rcu_assign_pointer(*p.lone_slot, (uintptr_t)n);
		return 0;
	}
	if (p.depth > level)
		n = node_with(t, p.node[level], true, pfx_index(&leaf->key, leaf->plen, level),
			      (uintptr_t)leaf);
	else
		n = node_with(t, p.node[p.depth - 1], false, octet_at(&leaf->key, p.depth - 1),
			      (uintptr_t)leaf | SLOT_LEAF);
	if (!n)
		return -ENOMEM;
	publish(t, &p, p.depth > level ? level : p.depth - 1, n);
	return 0;
}

/* A node below the root that has one thing left becomes that thing, or nothing. */
static void shrink(struct fib6_trie *t, struct path *p, unsigned int level, struct trie_node *n)
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

int fib6_trie_remove(struct fib6_trie *t, struct fib6_leaf *leaf)
{
	unsigned int level = level_of(leaf->plen);
	struct trie_node *n;
	struct path p;

	path_find(t, &leaf->key, leaf->plen, &p);
	if (p.lone) {
		level = p.depth - 1;
		n = node_without(t, p.node[level], false, octet_at(&leaf->key, level));
	} else {
		n = node_without(t, p.node[level], true, pfx_index(&leaf->key, leaf->plen, level));
	}
	if (!n)
		return -ENOMEM;
	shrink(t, &p, level, n);
	return 0;
}

/* ---- looking up ---- */

int fib6_trie_walk(const struct fib6_trie *t, const struct in6_addr *key,
		   int (*fn)(const struct fib6_leaf *leaf, void *ctx), void *ctx)
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
			const struct fib6_leaf *l = (struct fib6_leaf *)(slot & ~SLOT_LEAF);

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

/* ---- in the order of a dump: below before above, low before high ---- */

/* The last address of a prefix, by which leaves are ordered; the longer prefix first at a tie. */
static void last_address(struct in6_addr *last, const struct in6_addr *key, unsigned int plen)
{
	*last = *key;
	for (unsigned int i = plen / 8; i < 16; i++)
		last->s6_addr[i] |= i == plen / 8 ? (u8)(0xff >> (plen % 8)) : 0xff;
}

/* Where a walk goes on: behind the prefix (@last, @plen); @begun false: at the first of all. */
struct cursor {
	struct in6_addr last;
	unsigned int plen;
	bool begun;
};

static bool is_behind(const struct fib6_leaf *l, const struct cursor *c)
{
	struct in6_addr last;
	int d;

	if (!c->begun)
		return true;
	last_address(&last, &l->key, l->plen);
	d = memcmp(&last, &c->last, sizeof(last));
	return d > 0 || (!d && l->plen < c->plen);
}

/* The prefixes that end in @n with @octet as the last one of theirs, the longest first. */
static struct fib6_leaf *ending_at(const struct trie_node *n, unsigned int octet,
				   const struct cursor *c)
{
	for (int len = STRIDE; len >= 0; len--) {
		unsigned int idx = (1u << len) + (octet >> (STRIDE - len));
		unsigned int rest = 0xffu >> len;

		if ((octet & rest) != rest)
			return NULL;
		if (map_test(n->pfx, idx) && is_behind(pfx_leaf(n, idx), c))
			return pfx_leaf(n, idx);
	}
	return NULL;
}

static struct fib6_leaf *first_behind(const struct trie_node *n, unsigned int level, bool edge,
				      const struct cursor *c)
{
	unsigned int octet = edge && c->begun ? octet_at(&c->last, level) : 0, from = octet;

	for (; octet < 256; octet++) {
		struct fib6_leaf *l = NULL;

		if (map_test(n->child, octet)) {
			uintptr_t slot = child_slot(n, octet);

			if (!(slot & SLOT_LEAF))
				l = first_behind((struct trie_node *)slot, level + 1,
						 edge && octet == from, c);
			else if (is_behind((struct fib6_leaf *)(slot & ~SLOT_LEAF), c))
				l = (struct fib6_leaf *)(slot & ~SLOT_LEAF);
		}
		if (!l)
			l = ending_at(n, octet, c);
		if (l)
			return l;
	}
	return NULL;
}

struct fib6_leaf *fib6_trie_next(const struct fib6_trie *t, const struct in6_addr *key,
				 unsigned int plen)
{
	struct cursor c = {.plen = plen, .begun = key != NULL};

	if (key)
		last_address(&c.last, key, plen);
	return first_behind(rcu_dereference(t->root), 0, true, &c);
}

/* ---- life ---- */

size_t fib6_trie_bytes(const struct fib6_trie *t)
{
	return t->bytes;
}

struct fib6_trie *fib6_trie_create(struct net *net)
{
	struct fib6_trie *t = calloc(1, sizeof(*t));

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

void fib6_trie_destroy(struct fib6_trie *t)
{
	if (!t)
		return;
	assert(!t->root->nchild && !t->root->npfx);
	free(t->root);
	free(t);
}
