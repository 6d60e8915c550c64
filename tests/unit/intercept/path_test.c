/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which paths are the namespace's. */
// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
// clang-format on

#include <string.h>

#include "intercept/supervisor_internal.h"

static const struct {
	const char *path;
	enum path_kind kind;
	const char *canon;
} rows[] = {
	{"/proc/net/dev", PATH_PROC, "/proc/net/dev"},
	{"/proc//net/./dev", PATH_PROC, "/proc/net/dev"},
	{"//proc/net/stat/../dev", PATH_PROC, "/proc/net/dev"},
	{"/etc/../proc/net/dev", PATH_PROC, "/proc/net/dev"},
	{"/../proc/net/dev", PATH_PROC, "/proc/net/dev"},
	{"/proc/self/net/dev", PATH_PROC, "/proc/net/dev"},
	{"/proc/thread-self/net/dev", PATH_PROC, "/proc/net/dev"},
	{"/proc/17/net/dev", PATH_PROC, "/proc/net/dev"},
	{"/proc/17/task/18/net/dev", PATH_PROC, "/proc/net/dev"},
	{"/proc/net", PATH_PROC, "/proc/net"},
	{"/proc/sys/net", PATH_PROC, "/proc/sys/net"},
	{"/proc/sys/net/ipv4/ip_forward", PATH_PROC, "/proc/sys/net/ipv4/ip_forward"},
	{"/proc/net/quintet", PATH_SELF, "/proc/net/quintet"},
	{"/run/xtables.lock", PATH_LOCK, ".xtables.lock"},
	{"/var/run/xtables.lock", PATH_LOCK, ".xtables.lock"},
	{"/var/lib/ebtables/lock", PATH_LOCK, ".ebtables.lock"},
	{"/sys/class/net/eth0", PATH_SYSFS, "/sys/class/net/eth0"},
	{"/proc/network", PATH_OTHER, NULL},
	{"/proc/17x/net/dev", PATH_OTHER, NULL},
	{"/proc/17", PATH_OTHER, NULL},
	{"/proc/sys/kernel/modprobe", PATH_OTHER, NULL},
	{"/run/xtables.lock.old", PATH_OTHER, NULL},
	{"/etc/passwd", PATH_OTHER, NULL},
	{"/", PATH_OTHER, NULL},
	{"/..", PATH_OTHER, NULL},
	{"proc/net/dev", PATH_OTHER, NULL},
};

static void test_classify(void **state)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		char canon[PATH_MAX] = "";
		enum path_kind kind = path_classify(rows[i].path, canon, sizeof(canon));

		if (kind != rows[i].kind)
			fail_msg("%s: %d", rows[i].path, kind);
		if (rows[i].canon)
			assert_string_equal(canon, rows[i].canon);
	}
}

/* Longer than any room: not ours, and nothing written beyond it. */
static void test_long(void **state)
{
	char path[3 * PATH_MAX], canon[PATH_MAX];

	memset(path, 'a', sizeof(path));
	memcpy(path, "/proc/net/", 10);
	path[sizeof(path) - 1] = 0;
	assert_int_equal(path_classify(path, canon, sizeof(canon)), PATH_OTHER);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_classify),
		cmocka_unit_test(test_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
