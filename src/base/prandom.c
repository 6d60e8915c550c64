// SPDX-License-Identifier: GPL-2.0-or-later
/* xoshiro256** (Blackman, Vigna: public domain algorithm), seeded through splitmix64. */
#include "base/prandom.h"

static u64 splitmix(u64 *x)
{
	u64 z = (*x += 0x9e3779b97f4a7c15ull);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
	return z ^ (z >> 31);
}

static u64 rotl(u64 x, int k)
{
	return x << k | x >> (64 - k);
}

void prandom_seed(struct prandom *r, u64 seed)
{
	for (int i = 0; i < 4; i++)
		r->s[i] = splitmix(&seed);
}

u64 prandom_u64(struct prandom *r)
{
	u64 *s = r->s, result = rotl(s[1] * 5, 7) * 9, t = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rotl(s[3], 45);
	return result;
}
