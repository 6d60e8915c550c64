/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes at all, into the decoder of the rpc.  What it accepts must lie inside the input, and
 * the extents of a result must too.
 */
#include <stdlib.h>
#include <string.h>

#include "rpc/rpc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static unsigned int sum(const uint8_t *p, size_t n)
{
	unsigned int s = 0;

	while (n--)
		s += *p++;
	return s;
}

static unsigned int touch(const struct rpc_msg *msg)
{
	unsigned int s = sum(msg->data, msg->len);
	struct rpc_extent ext;
	size_t pos = 0;

	if (msg->type == RPC_RESULT)
		while (rpc_extent_next(msg->data, msg->len, &pos, &ext) > 0)
			s += sum(ext.bytes, ext.len);
	return s;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	volatile unsigned int seen = 0;
	struct rpc_msg msg;
	ssize_t n;

	while ((n = rpc_decode(data, size, &msg)) > 0) {
		if ((size_t)n > size || msg.data < data || msg.data + msg.len > data + size)
			abort();
		seen += touch(&msg);
		data += n;
		size -= n;
	}
	(void)seen;
	return 0;
}
