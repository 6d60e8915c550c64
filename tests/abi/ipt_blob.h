/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Makes the blobs of IPT_SO_SET_REPLACE and IP6T_SO_SET_REPLACE, entry by entry, for tests. */
#ifndef QUINTET_TESTS_ABI_IPT_BLOB_H
#define QUINTET_TESTS_ABI_IPT_BLOB_H

#include <arpa/inet.h>
#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <linux/netfilter.h>
#include <linux/netfilter_ipv4/ip_tables.h>
#include <linux/netfilter_ipv6/ip6_tables.h>

#define VERDICT(nf)   (-(nf)-1)
#define FILTER_HOOKS  (1u << NF_INET_LOCAL_IN | 1u << NF_INET_FORWARD | 1u << NF_INET_LOCAL_OUT)
#define IPT_BLOB_ROOM (4u * 1024 * 1024)

/**
 * struct ipt_blob - a blob in the making
 * @head: what stands before the entries in SET_REPLACE
 * @entries: behind it, as the ABI wants it
 * @open: offset of the entry that is being made
 * @v6: entries are struct ip6t_entry; set it before the first
 */
struct ipt_blob {
	struct ipt_replace head;
	uint8_t entries[IPT_BLOB_ROOM] __attribute__((aligned(8)));
	uint32_t open;
	bool v6;
};
static_assert(offsetof(struct ipt_blob, entries) == sizeof(struct ipt_replace),
	      "entries follow the head");

static inline struct ipt_entry *blob_entry_at(struct ipt_blob *b, uint32_t at)
{
	return (struct ipt_entry *)(b->entries + at);
}

static inline struct ip6t_entry *blob_entry6_at(struct ipt_blob *b, uint32_t at)
{
	return (struct ip6t_entry *)(b->entries + at);
}

static inline uint32_t blob_entry_size(const struct ipt_blob *b)
{
	return b->v6 ? sizeof(struct ip6t_entry) : sizeof(struct ipt_entry);
}

static inline uint16_t *blob_next(struct ipt_blob *b, uint32_t at)
{
	return b->v6 ? &blob_entry6_at(b, at)->next_offset : &blob_entry_at(b, at)->next_offset;
}

static inline uint16_t *blob_target_offset(struct ipt_blob *b, uint32_t at)
{
	return b->v6 ? &blob_entry6_at(b, at)->target_offset : &blob_entry_at(b, at)->target_offset;
}

static inline void blob_begin(struct ipt_blob *b, const char *table, unsigned int hooks)
{
	memset(&b->head, 0, sizeof(b->head));
	strcpy(b->head.name, table);
	b->head.valid_hooks = hooks;
	memset(b->head.hook_entry, 0xff, sizeof(b->head.hook_entry));
	memset(b->head.underflow, 0xff, sizeof(b->head.underflow));
}

/* => the entry's offset; its header is zero and may be filled in */
static inline uint32_t blob_entry(struct ipt_blob *b)
{
	uint32_t size = blob_entry_size(b);

	b->open = b->head.size;
	memset(b->entries + b->open, 0, size);
	*blob_target_offset(b, b->open) = *blob_next(b, b->open) = (uint16_t)size;
	b->head.size += size;
	b->head.num_entries++;
	return b->open;
}

static inline uint8_t *blob_room(struct ipt_blob *b, uint32_t size)
{
	uint8_t *room = b->entries + b->open + *blob_next(b, b->open);

	assert(b->head.size + size <= sizeof(b->entries));
	memset(room, 0, size);
	*blob_next(b, b->open) = (uint16_t)(*blob_next(b, b->open) + size);
	b->head.size += size;
	return room;
}

static inline void *blob_match(struct ipt_blob *b, const char *name, uint8_t revision,
			       const void *data, uint32_t size)
{
	struct xt_entry_match *m = (void *)blob_room(b, XT_ALIGN(sizeof(*m) + size));

	m->u.user.match_size = (uint16_t)XT_ALIGN(sizeof(*m) + size);
	strcpy(m->u.user.name, name);
	m->u.user.revision = revision;
	memcpy(m->data, data, size);
	*blob_target_offset(b, b->open) = *blob_next(b, b->open);
	return m->data;
}

static inline void *blob_target(struct ipt_blob *b, const char *name, uint8_t revision,
				const void *data, uint32_t size)
{
	struct xt_entry_target *t = (void *)blob_room(b, XT_ALIGN(sizeof(*t) + size));

	t->u.user.target_size = (uint16_t)XT_ALIGN(sizeof(*t) + size);
	strcpy(t->u.user.name, name);
	t->u.user.revision = revision;
	memcpy(t->data, data, size);
	return t->data;
}

static inline void blob_standard(struct ipt_blob *b, int verdict)
{
	blob_target(b, XT_STANDARD_TARGET, 0, &verdict, sizeof(verdict));
}

/* An entry with nothing but a verdict. */
static inline uint32_t blob_verdict(struct ipt_blob *b, int verdict)
{
	uint32_t at = blob_entry(b);

	blob_standard(b, verdict);
	return at;
}

/* The head of a user chain; => its first rule's offset */
static inline uint32_t blob_chain(struct ipt_blob *b, const char *name)
{
	char data[XT_FUNCTION_MAXNAMELEN] = "";

	strncpy(data, name, sizeof(data) - 1);
	blob_entry(b);
	blob_target(b, XT_ERROR_TARGET, 0, data, sizeof(data));
	return b->head.size;
}

static inline void blob_hook(struct ipt_blob *b, unsigned int hook)
{
	b->head.hook_entry[hook] = b->head.size;
}

static inline uint32_t blob_policy(struct ipt_blob *b, unsigned int hook, int verdict)
{
	b->head.underflow[hook] = b->head.size;
	return blob_verdict(b, verdict);
}

#endif
