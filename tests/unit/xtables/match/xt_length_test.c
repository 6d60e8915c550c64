// SPDX-License-Identifier: GPL-2.0-or-later
/* The length is what the header says, whatever protocol or fragment. */
#include "match_test.h"

#include <linux/netfilter/xt_length.h>

static const struct {
	struct pkt pkt;
	struct xt_length_info info;
	int answer;
} rows[] = {
	{{}, {40, 40, 0}, YES},
	{{}, {41, 65535, 0}, NO},
	{{}, {0, 39, 0}, NO},
	{{}, {0, 65535, 0}, YES},
	{{}, {40, 40, 1}, NO},
	{{}, {41, 50, 1}, YES},
	{{}, {50, 40, 0}, NO},
	{{.payload = 1460}, {1500, 1500, 0}, YES},
	{{.proto = IPPROTO_UDP}, {28, 28, 0}, YES},
	{{.frag_off = 100}, {40, 40, 0}, YES},
	{{.ihl = 15}, {80, 80, 0}, YES},
	/* What the header says counts, not what is there. */
	{{.payload = 100, .cut = 60}, {140, 140, 0}, YES},
};

static void matching(void **state)
{
	const struct xt_match *m = test_find_match(xt_length_mt, "length", 0, NFPROTO_IPV4);

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char what[32];

		snprintf(what, sizeof(what), "row %zu", i);
		expect_row(what, test_match_pkt(*state, m, &rows[i].info, &rows[i].pkt),
			   rows[i].answer);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {TEST(matching)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
