/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The decoder of the rpc: what it takes, what it refuses, and both ends of a connection. */
// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
// clang-format on

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "rpc/rpc.h"

/* A frame with a blob of NULs, @cut bytes shorter than it says. */
struct row {
	const char *what;
	uint16_t type, reserved;
	uint32_t optlen; /* or path_len, copy.len */
	uint32_t blob, size; /* size 0: the right one */
	uint32_t cut;
	ssize_t want; /* 1: the whole frame */
};

static const struct row rows[] = {
	{"no such type", 0, 0, 0, 0, 0, 0, -EBADMSG},
	{"beyond the last type", RPC_TYPE_MAX, 0, 0, 0, 0, 0, -EBADMSG},
	{"reserved is not zero", RPC_CLOSE, 1, 0, 0, 0, 0, -EBADMSG},
	{"close", RPC_CLOSE, 0, 0, 0, 0, 0, 1},
	{"close with a blob", RPC_CLOSE, 0, 0, 1, 0, 0, -EBADMSG},
	{"smaller than its body", RPC_CLOSE, 0, 0, 0, 13, 0, -EBADMSG},
	{"not all here", RPC_CLOSE, 0, 0, 0, 0, 1, 0},
	{"too large", RPC_COMMAND, 0, 0, 0, RPC_FRAME_MAX + 1, 0, -EMSGSIZE},
	{"optval that is all there", RPC_SETSOCKOPT, 0, 8, 8, 0, 0, 1},
	{"optval that is absent", RPC_SETSOCKOPT, 0, 8, 0, 0, 0, 1},
	{"optval that is half there", RPC_SETSOCKOPT, 0, 8, 4, 0, 0, -EBADMSG},
	{"path without a slash", RPC_PROC_STAT, 0, 4, 4, 0, 0, -EBADMSG},
	{"path of no length", RPC_PROC_STAT, 0, 0, 0, 0, 0, -EBADMSG},
	{"copied bytes", RPC_COPIED, 0, 4, 4, 0, 0, 1},
	{"fewer bytes than said", RPC_COPIED, 0, 5, 4, 0, 0, -EBADMSG},
	{"question for nothing", RPC_COPY_FROM, 0, 0, 0, 0, 0, -EBADMSG},
};

static size_t build(const struct row *r, uint8_t *buf)
{
	int body = rpc_body_size(r->type);
	union rpc_body b = {0};
	struct rpc_head head = {.type = r->type, .reserved = r->reserved, .seq = 7};

	if (body < 0)
		body = 4;
	if (r->type == RPC_SETSOCKOPT)
		b.sockopt.optlen = r->optlen;
	else if (r->type == RPC_PROC_STAT)
		b.path.path_len = r->optlen;
	else
		b.copy.len = r->optlen;
	head.size = r->size ? r->size : sizeof(head) + body + r->blob;
	memcpy(buf, &head, sizeof(head));
	memcpy(buf + sizeof(head), &b, body);
	return sizeof(head) + body + r->blob - r->cut;
}

static void test_decode(void **state)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		uint8_t buf[256] = {0};
		size_t len = build(&rows[i], buf);
		struct rpc_msg msg;
		ssize_t got = rpc_decode(buf, len, &msg);

		if (got != (rows[i].want == 1 ? (ssize_t)len : rows[i].want))
			fail_msg("%s: %zd", rows[i].what, got);
		if (rows[i].want == 1)
			assert_int_equal(msg.len, rows[i].blob);
	}
}

static void test_extents(void **state)
{
	uint8_t buf[32] = {0};
	struct rpc_extent ext;
	uint64_t addr = 0x1234;
	uint32_t len = 5;
	size_t pos = 0;

	memcpy(buf, &addr, 8);
	memcpy(buf + 8, &len, 4);
	assert_int_equal(rpc_extent_next(buf, 17, &pos, &ext), 1);
	assert_int_equal(ext.addr, addr);
	assert_int_equal(ext.len, 5);
	assert_ptr_equal(ext.bytes, buf + 12);
	assert_int_equal(rpc_extent_next(buf, 17, &pos, &ext), 0);
	pos = 0;
	assert_int_equal(rpc_extent_next(buf, 16, &pos, &ext), -EBADMSG);
	pos = 0;
	assert_int_equal(rpc_extent_next(buf, 11, &pos, &ext), -EBADMSG);
}

/* Two frames sent, taken apart again; then the peer goes. */
static void test_connection(void **state)
{
	const struct rpc_sleep body = {12345};
	struct rpc_conn a, b;
	struct rpc_msg msg;
	int fds[2];
	void *mem;

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	rpc_conn_init(&a, fds[0]);
	rpc_conn_init(&b, fds[1]);
	assert_int_equal(rpc_conn_fill(&b, false), -EAGAIN);
	assert_int_equal(rpc_send(&a, RPC_COMMAND, 1, NULL, "hello", 5, 0), 0);
	assert_int_equal(rpc_send(&a, RPC_SLEEP, 2, &body, NULL, 0, 0), 0);
	assert_int_equal(rpc_conn_fill(&b, true), 0);
	assert_int_equal(rpc_conn_next(&b, &msg), 1);
	assert_int_equal(msg.type, RPC_COMMAND);
	mem = rpc_conn_take(&b, &msg);
	assert_non_null(mem);
	assert_memory_equal(msg.data, "hello", 5);
	assert_int_equal(rpc_conn_next(&b, &msg), 1);
	assert_int_equal(msg.body.sleep.ns, 12345);
	assert_int_equal(msg.seq, 2);
	assert_int_equal(rpc_conn_next(&b, &msg), 0);
	free(mem);
	rpc_conn_fini(&a);
	assert_int_equal(rpc_conn_fill(&b, true), -EPIPE);
	assert_int_equal(rpc_send(&b, RPC_SLEEP, 3, &body, NULL, 0, 0), -EPIPE);
	rpc_conn_fini(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_decode),
		cmocka_unit_test(test_extents),
		cmocka_unit_test(test_connection),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
