// SPDX-License-Identifier: GPL-2.0-or-later
/* A program's socket, a socket of the stack, and none. */
#include "match_test.h"

#include <linux/netfilter/xt_owner.h>

#define UID   XT_OWNER_UID
#define GID   XT_OWNER_GID
#define SOCK  XT_OWNER_SOCKET
#define SUPPL XT_OWNER_SUPPL_GROUPS

enum owner { NOBODY, STACK, PROGRAM }; /* uid 1000, gid 100, groups 4 and 27 */

static const struct {
	const char *what;
	enum owner owner;
	u8 match, invert;
	u32 min, max;
	int answer;
} rows[] = {
	{"uid", PROGRAM, UID, 0, 1000, 1000, YES},
	{"uid range, low", PROGRAM, UID, 0, 1000, 2000, YES},
	{"uid range, high", PROGRAM, UID, 0, 0, 1000, YES},
	{"uid below", PROGRAM, UID, 0, 1001, 2000, NO},
	{"! uid", PROGRAM, UID, UID, 1000, 1000, NO},
	{"! other uid", PROGRAM, UID, UID, 0, 0, YES},
	{"gid", PROGRAM, GID, 0, 100, 100, YES},
	{"a supplementary group is not the gid", PROGRAM, GID, 0, 27, 27, NO},
	{"unless asked", PROGRAM, GID | SUPPL, 0, 27, 27, YES},
	{"! with supplementary groups", PROGRAM, GID | SUPPL, GID, 27, 27, NO},
	{"! none of the groups", PROGRAM, GID | SUPPL, GID, 28, 28, YES},
	{"supplementary groups without a gid ask nothing", PROGRAM, SUPPL, 0, 1, 1, YES},
	{"uid fits, gid does not", PROGRAM, UID | GID, 0, 1000, 1000, NO},
	{"socket exists", PROGRAM, SOCK, 0, 0, 0, YES},
	{"! socket exists", PROGRAM, SOCK, SOCK, 0, 0, NO},
	{"no question", PROGRAM, 0, 0, 0, 0, YES},
	{"no socket: uid", NOBODY, UID, 0, 0, 2000, NO},
	{"no socket: ! uid", NOBODY, UID, UID, 0, 2000, YES},
	{"no socket: socket exists", NOBODY, SOCK, 0, 0, 0, NO},
	{"no socket: ! socket exists", NOBODY, SOCK, SOCK, 0, 0, YES},
	{"no socket: no question", NOBODY, 0, 0, 0, 0, YES},
	{"no socket: ! uid but gid", NOBODY, UID | GID, UID, 0, 0, NO},
	{"the stack's: socket exists", STACK, SOCK, 0, 0, 0, YES},
	{"the stack's: ! socket exists", STACK, SOCK, SOCK, 0, 0, NO},
	{"the stack's: uid 0", STACK, UID, 0, 0, 0, NO},
	{"the stack's: ! uid", STACK, UID, UID, 0, 0, YES},
};

static void matching(void **state)
{
	const struct xt_match *m = test_find_match(xt_owner_mt, "owner", 1, NFPROTO_IPV4);
	static const u32 groups[] = {4, 27};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct sock sk = {.refs = 1,
				  .uid = 1000,
				  .gid = 100,
				  .groups = groups,
				  .ngroups = 2,
				  .has_file = rows[i].owner == PROGRAM};
		const struct xt_owner_match_info info = {rows[i].min,	rows[i].max,
							 rows[i].min,	rows[i].max,
							 rows[i].match, rows[i].invert};
		struct sk_buff *skb = test_skb(*state, &(struct pkt){});

		skb->sk = rows[i].owner == NOBODY ? NULL : &sk;
		expect_row(rows[i].what, test_match(*state, m, &info, skb, NF_INET_LOCAL_OUT),
			   rows[i].answer);
		skb->sk = NULL;
		consume_skb(skb);
	}
}

static const struct {
	struct xt_owner_match_info info; /* uid min, max, gid min, max, match, invert */
	int err;
} checks[] = {
	{{0, 0, 0, 0, UID, 0}, 0},
	{{0, 0, 0, 0, 0x10, 0}, -EINVAL},
	{{5, 4, 0, 0, UID, 0}, -EINVAL},
	{{5, 4, 0, 0, GID, 0}, 0},
	{{0, 0, 5, 4, GID, 0}, -EINVAL},
	{{0, 0xffffffff, 0, 0, UID, 0}, -EINVAL},
	{{0xffffffff, 0xffffffff, 0, 0, UID, 0}, -EINVAL},
	{{0, 0xfffffffe, 0, 0, UID, 0}, 0},
	{{0, 0, 0, 0xffffffff, GID, 0}, -EINVAL},
	{{0, 0, 0, 0, 0, 0xff}, 0},
};

static void checkentry(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(checks); i++) {
		struct xt_owner_match_info info = checks[i].info;
		char what[32];

		snprintf(what, sizeof(what), "check %zu", i);
		expect_row(what, test_match_check(*state, xt_owner_mt, &info, 1, NULL),
			   checks[i].err);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {TEST(matching), TEST(checkentry)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
