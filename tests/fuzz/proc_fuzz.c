// SPDX-License-Identifier: GPL-2.0-or-later
/* "PATH\0BYTES": a file below /proc/sys/net is listed, looked at, written, and read again. */
#include "abi/endpoint.h"
#include "assembly/namespace.h"
#include "base/rcu.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct quintet_env env = {.seed = 1};
	size_t n = strnlen((const char *)data, size);
	const char *rest = (const char *)data + (n < size ? n + 1 : n);
	size_t left = size - (size_t)(rest - (const char *)data), len;
	struct ep_proc_stat st;
	struct net *net;
	char path[512], *out;

	rcu_thread_enter();
	net = namespace_create(&env);
	if (!net)
		abort();
	snprintf(path, sizeof(path), "/proc/%.*s", (int)(n > 400 ? 400 : n), (const char *)data);
	if (!ep_proc_list(net, path, &out))
		free(out);
	if (!ep_proc_stat(net, path, &st)) {
		ssize_t took = ep_proc_write(net, ep_user_local(), path, rest, left);

		if (took > (ssize_t)left)
			abort();
		if (!ep_proc_read(net, ep_user_local(), path, &out, &len))
			free(out);
	}
	namespace_destroy(net);
	rcu_thread_exit();
	return 0;
}
