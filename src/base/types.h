/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Plain types and the few macros that every file uses, under the names a kernel developer knows. */
#ifndef QUINTET_BASE_TYPES_H
#define QUINTET_BASE_TYPES_H

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int8_t s8;
typedef int16_t s16;
typedef int32_t s32;
typedef int64_t s64;

#define likely(x)			__builtin_expect(!!(x), 1)
#define unlikely(x)			__builtin_expect(!!(x), 0)

#define container_of(ptr, type, member) ((type *)((char *)(ptr)-offsetof(type, member)))
#define ARRAY_SIZE(a)			(sizeof(a) / sizeof((a)[0]))
#define ALIGN_UP(x, a)			(((x) + (a)-1) & ~((__typeof__(x))(a)-1))
#define min_t(type, a, b)                \
	({                               \
		type _a = (a), _b = (b); \
		_a < _b ? _a : _b;       \
	})
#define max_t(type, a, b)                \
	({                               \
		type _a = (a), _b = (b); \
		_a > _b ? _a : _b;       \
	})

#define __must_check	    __attribute__((warn_unused_result))
#define __always_unused	    __attribute__((unused))
#define __printf(f, a)	    __attribute__((format(printf, f, a)))
#define __cold		    __attribute__((cold))
#define __noinline	    __attribute__((noinline))
#define __hot		    __attribute__((hot))

#define CACHE_LINE	    64
#define __cacheline_aligned __attribute__((aligned(CACHE_LINE)))

/* Exported from the engine library: everything else is hidden. */
#define QUINTET_API	    __attribute__((visibility("default")))

/* A value that another thread may write: one load, one store, no order. */
#define READ_ONCE(x)	    __atomic_load_n(&(x), __ATOMIC_RELAXED)
#define WRITE_ONCE(x, v)    __atomic_store_n(&(x), (v), __ATOMIC_RELAXED)

/* Unaligned access to wire bytes. */
static inline u16 get_unaligned_be16(const void *p)
{
	const u8 *b = p;

	return (u16)(b[0] << 8 | b[1]);
}

static inline u32 get_unaligned_be32(const void *p)
{
	const u8 *b = p;

	return (u32)b[0] << 24 | (u32)b[1] << 16 | (u32)b[2] << 8 | b[3];
}

static inline void put_unaligned_be16(u16 v, void *p)
{
	u8 *b = p;

	b[0] = (u8)(v >> 8);
	b[1] = (u8)v;
}

static inline void put_unaligned_be32(u32 v, void *p)
{
	u8 *b = p;

	put_unaligned_be16((u16)(v >> 16), b);
	put_unaligned_be16((u16)v, b + 2);
}

#endif
