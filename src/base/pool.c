// SPDX-License-Identifier: GPL-2.0-or-later
/* The object pool; see pool.h. */
#include "base/pool.h"

#include <stdlib.h>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#include <sanitizer/asan_interface.h>
#endif
#endif
#ifndef ASAN_POISON_MEMORY_REGION
#define ASAN_POISON_MEMORY_REGION(p, n)	  ((void)0)
#define ASAN_UNPOISON_MEMORY_REGION(p, n) ((void)0)
#endif

struct pool_chunk {
	struct pool_chunk *next;
	void *memory;
};

void pool_init(struct pool *p, size_t size, unsigned int batch, u64 limit)
{
	*p = (struct pool){
		.size = ALIGN_UP(size, (size_t)CACHE_LINE), .batch = batch, .limit = limit};
}

void pool_destroy(struct pool *p)
{
	struct pool_chunk *c, *next;

	assert(p->in_use == 0);
	for (c = p->chunks; c; c = next) {
		next = c->next;
		ASAN_UNPOISON_MEMORY_REGION(c->memory, p->size * p->batch);
		free(c->memory);
		free(c);
	}
	p->chunks = NULL;
	p->free = NULL;
}

static void push(struct pool *p, void *obj)
{
	*(void **)obj = p->free;
	p->free = obj;
	ASAN_POISON_MEMORY_REGION((char *)obj + sizeof(void *), p->size - sizeof(void *));
}

static __noinline bool grow(struct pool *p)
{
	struct pool_chunk *c;

	if (p->limit && p->made + p->batch > p->limit)
		return false;
	c = malloc(sizeof(*c));
	if (!c)
		return false;
	c->memory = aligned_alloc(CACHE_LINE, p->size * p->batch);
	if (!c->memory) {
		free(c);
		return false;
	}
	c->next = p->chunks;
	p->chunks = c;
	p->made += p->batch;
	for (unsigned int i = p->batch; i-- > 0;)
		push(p, (char *)c->memory + i * p->size);
	return true;
}

void *pool_alloc(struct pool *p)
{
	void *obj;

	if (unlikely(!p->free) && !grow(p))
		return NULL;
	obj = p->free;
	p->free = *(void **)obj;
	p->in_use++;
	ASAN_UNPOISON_MEMORY_REGION((char *)obj, p->size);
	return obj;
}

void pool_free(struct pool *p, void *obj)
{
	push(p, obj);
	p->in_use--;
}
