/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A pool of objects of one size, for one thread: a free list over chunks, no system call and no
 * lock once it is warm.  Objects are cache-line aligned and not cleared.  Under AddressSanitizer a
 * free object is poisoned.
 */
#ifndef QUINTET_BASE_POOL_H
#define QUINTET_BASE_POOL_H

#include "base/types.h"

struct pool_chunk;

struct pool {
	void *free; /* free list through the objects' first word */
	size_t size; /* object size, a multiple of the cache line */
	unsigned int batch; /* objects a chunk */
	u64 in_use;
	u64 limit; /* most objects that may exist, 0: no limit */
	u64 made;
	struct pool_chunk *chunks;
};

void pool_init(struct pool *p, size_t size, unsigned int batch, u64 limit);
/** pool_destroy() - frees the chunks; every object must have come back */
void pool_destroy(struct pool *p);
/** pool_alloc() - => NULL at the limit or without memory */
void *pool_alloc(struct pool *p);
void pool_free(struct pool *p, void *obj);

#endif
