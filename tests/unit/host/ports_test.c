// SPDX-License-Identifier: GPL-2.0-or-later
/* --dev, taken apart. */
#include "host/ports.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static const struct {
	const char *text;
	int err;
	const char *why; /* part of it */
	struct port_spec want;
} rows[] = {
	{"eth0=tap:tap0", 0, "", {.name = "eth0", .kind = "tap", .device = "tap0", .queues = 1}},
	{"wan=afpacket:veth1,queues=4,mtu=9000,netns=blue,mac=02:00:00:00:00:0a",
	 0,
	 "",
	 {"wan", "afpacket", "veth1", "blue", 4, 9000, true, {2, 0, 0, 0, 0, 10}}},
	{"eth0", -EINVAL, "want NAME=KIND:DEVICE", {.queues = 0}},
	{"eth0=tap", -EINVAL, "want NAME=KIND:DEVICE", {.queues = 0}},
	{"=tap:tap0", -EINVAL, "want NAME=KIND:DEVICE", {.queues = 0}},
	{"eth0=tap:", -EINVAL, "want NAME=KIND:DEVICE", {.queues = 0}},
	{"eth0=tap:sixteen-letters-", -EINVAL, "want NAME=KIND:DEVICE", {.queues = 0}},
	{"eth0=tun:tun0", -EINVAL, "'tun': no such kind", {.queues = 0}},
	{"eth0=tap:t,queues=0", -EINVAL, "of eth0: want queues=", {.queues = 0}},
	{"eth0=tap:t,queues=17", -EINVAL, "of eth0: want queues=", {.queues = 0}},
	{"eth0=tap:t,mtu=67", -EINVAL, "of eth0: want queues=", {.queues = 0}},
	{"eth0=tap:t,mac=01:00:00:00:00:00", -EINVAL, "of eth0: want queues=", {.queues = 0}},
	{"eth0=tap:t,mac=02:00:00:00:00", -EINVAL, "of eth0: want queues=", {.queues = 0}},
	{"eth0=tap:t,mac=02:00:00:00:00:00:00", -EINVAL, "of eth0: want queues=", {.queues = 0}},
	{"eth0=tap:t,netns=../x", -EINVAL, "of eth0: want queues=", {.queues = 0}},
	{"eth0=tap:t,color=red", -EINVAL, "'color' of eth0: want queues=", {.queues = 0}},
	{"eth0=tap:t,", -EINVAL, "'' of eth0: want queues=", {.queues = 0}},
};

static void specs(void **state)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct port_spec spec;
		char why[256] = "";
		int err = port_spec_parse(rows[i].text, &spec, why, sizeof(why));

		if (err != rows[i].err || !strstr(why, rows[i].why))
			fail_msg("%s: %d %s", rows[i].text, err, why);
		if (err)
			continue;
		assert_string_equal(spec.name, rows[i].want.name);
		assert_string_equal(spec.kind, rows[i].want.kind);
		assert_string_equal(spec.device, rows[i].want.device);
		assert_string_equal(spec.netns, rows[i].want.netns);
		assert_int_equal(spec.queues, rows[i].want.queues);
		assert_int_equal(spec.mtu, rows[i].want.mtu);
		assert_int_equal(spec.has_mac, rows[i].want.has_mac);
		assert_memory_equal(spec.mac, rows[i].want.mac, 6);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(specs)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
