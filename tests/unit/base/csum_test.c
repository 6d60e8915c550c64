// SPDX-License-Identifier: GPL-2.0-or-later
/* The checksum against RFC 1071 word by word, at each alignment; the incremental form. */
#include "base/csum.h"
#include "base/prandom.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

/* RFC 1071, as it says. */
static u16 naive(const u8 *p, size_t len)
{
	u32 sum = 0;

	for (size_t i = 0; i < len; i++)
		sum += i & 1 ? p[i] : (u32)p[i] << 8;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (u16)~sum;
}

static void fill(struct prandom *r, u8 *p, size_t len)
{
	/* Long runs of 0 and 0xff are where carries go wrong. */
	for (size_t i = 0; i < len; i++)
		p[i] = prandom_below(r, 3) ? (prandom_u32(r) & 1 ? 0xff : 0) : (u8)prandom_u32(r);
}

static void sum_of_bytes(void **state)
{
	struct prandom r;
	u8 buf[300];

	prandom_seed(&r, 1);
	for (int round = 0; round < 20000; round++) {
		size_t at = prandom_below(&r, 9), len = prandom_below(&r, 280);

		fill(&r, buf, sizeof(buf));
		assert_int_equal(ntohs(csum_fold(csum_partial(buf + at, len, 0))),
				 naive(buf + at, len));
	}
}

static void sum_in_pieces(void **state)
{
	struct prandom r;
	u8 buf[300];

	prandom_seed(&r, 2);
	for (int round = 0; round < 5000; round++) {
		size_t cut = 2 * prandom_below(&r, 140), len = cut + prandom_below(&r, 20);
		__wsum first;

		fill(&r, buf, sizeof(buf));
		first = csum_partial(buf, cut, 0);
		assert_int_equal(ntohs(csum_fold(csum_partial(buf + cut, len - cut, first))),
				 naive(buf, len));
		assert_int_equal(
			ntohs(csum_fold(csum_add(first, csum_partial(buf + cut, len - cut, 0)))),
			naive(buf, len));
	}
}

static void pseudo_header(void **state)
{
	struct prandom r;

	prandom_seed(&r, 3);
	for (int round = 0; round < 5000; round++) {
		u8 buf[12 + 40];
		__be32 s, d;

		fill(&r, buf, sizeof(buf));
		memcpy(&s, buf, 4);
		memcpy(&d, buf + 4, 4);
		buf[8] = 0;
		put_unaligned_be16(40, buf + 10);
		assert_int_equal(
			ntohs(csum_tcpudp_magic(s, d, 40, buf[9], csum_partial(buf + 12, 40, 0))),
			naive(buf, sizeof(buf)));
	}
}

static void header(void **state)
{
	/* RFC 1071's neighbour: the example header that many books print. */
	u8 h[20] = {0x45, 0, 0,	   0x73, 0, 0, 0x40, 0,	   0x40, 0x11,
		    0,	  0, 0xc0, 0xa8, 0, 1, 0xc0, 0xa8, 0,	 0xc7};

	assert_int_equal(ntohs(ip_fast_csum(h, 5)), 0xb861);
	put_unaligned_be16(0xb861, h + 10);
	assert_int_equal(ip_fast_csum(h, 5), 0);
}

/* After a replacement the sum is the one that the whole would have. */
static void replace(void **state)
{
	struct prandom r;
	u8 buf[40];

	prandom_seed(&r, 4);
	for (int round = 0; round < 50000; round++) {
		size_t at = 4 * (1 + prandom_below(&r, 9));
		__be32 from, to;
		__sum16 sum;

		fill(&r, buf, sizeof(buf));
		buf[0] |= 0x45; /* a packet is never all zeros */
		sum = csum_fold(csum_partial(buf, sizeof(buf), 0));
		memcpy(&from, buf + at, 4);
		fill(&r, buf + at, 4);
		memcpy(&to, buf + at, 4);
		csum_replace4(&sum, from, to);
		assert_int_equal(ntohs(sum), naive(buf, sizeof(buf)));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sum_of_bytes),	 cmocka_unit_test(sum_in_pieces),
		cmocka_unit_test(pseudo_header), cmocka_unit_test(header),
		cmocka_unit_test(replace),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
