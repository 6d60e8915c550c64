/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Pseudo-random numbers from a seed (xoshiro256**): the same seed gives the same numbers. */
#ifndef QUINTET_BASE_PRANDOM_H
#define QUINTET_BASE_PRANDOM_H

#include "base/types.h"

struct prandom {
	u64 s[4];
};

void prandom_seed(struct prandom *r, u64 seed);
u64 prandom_u64(struct prandom *r);
static inline u32 prandom_u32(struct prandom *r)
{
	return (u32)(prandom_u64(r) >> 32);
}
/** prandom_below() - 0 … @n - 1 */
static inline u32 prandom_below(struct prandom *r, u32 n)
{
	return (u32)(((u64)prandom_u32(r) * n) >> 32);
}

#endif
