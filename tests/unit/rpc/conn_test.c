// SPDX-License-Identifier: GPL-2.0-or-later
/* Descriptors that travel with a frame: they come to who wants them, and to nobody else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rpc/rpc.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

struct pair {
	struct rpc_conn a, b;
};

static void connect_pair(struct pair *p)
{
	int fds[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
	rpc_conn_init(&p->a, fds[0]);
	rpc_conn_init(&p->b, fds[1]);
}

static void pass(struct pair *p, bool want, unsigned int expect)
{
	const struct rpc_result result = {.ret = 7};
	const int fds[2] = {0, p->a.fd};
	struct rpc_msg msg;
	struct stat st, own;

	p->b.want_fds = want;
	assert_int_equal(rpc_send_fds(&p->a, RPC_RESULT, 3, &result, fds, 2), 0);
	assert_int_equal(rpc_conn_fill(&p->b, true), 0);
	assert_int_equal(rpc_conn_next(&p->b, &msg), 1);
	assert_int_equal(msg.body.result.ret, 7);
	assert_int_equal(p->b.n_fds, expect);
	if (!expect)
		return;
	assert_int_equal(fstat(p->b.fds[1], &st) | fstat(p->a.fd, &own), 0);
	assert_int_equal(st.st_ino, own.st_ino);
	rpc_drop_fds(&p->b);
	assert_int_equal(p->b.n_fds, 0);
}

static void descriptors(void **state)
{
	struct pair p;

	connect_pair(&p);
	pass(&p, true, 2);
	pass(&p, false, 0);
	pass(&p, true, 2);
	rpc_conn_fini(&p.a);
	rpc_conn_fini(&p.b);
}

static void bounds(void **state)
{
	const struct rpc_result result = {0};
	const int fds[3] = {0, 0, 0};
	struct pair p;

	connect_pair(&p);
	assert_int_equal(rpc_send_fds(&p.a, RPC_RESULT, 1, &result, fds, 0), -EINVAL);
	assert_int_equal(rpc_send_fds(&p.a, RPC_RESULT, 1, &result, fds, 3), -EINVAL);
	rpc_conn_fini(&p.a);
	assert_int_equal(rpc_send_fds(&p.a, RPC_RESULT, 1, &result, fds, 1), -EPIPE);
	rpc_conn_fini(&p.b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(descriptors),
		cmocka_unit_test(bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
