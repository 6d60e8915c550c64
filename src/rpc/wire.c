/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Frames: bytes to messages.
 *
 * Everything that arrives from the other process is looked at here first, in one pure function,
 * and nowhere else: lengths before reads, then what each type demands of its blob.  What comes
 * out may be used without further checks of its lengths; numbers (endpoints, levels) are the
 * receiver's to judge.  tests/fuzz/rpc_fuzz.c drives it.
 */
#include "rpc/rpc.h"

#include <errno.h>
#include <string.h>

struct shape {
	uint16_t body;
	bool known, blob;
};

#define FIXED(type)                                 \
	{                                           \
		.body = sizeof(type), .known = true \
	}
#define BLOB(type)                                                \
	{                                                         \
		.body = sizeof(type), .known = true, .blob = true \
	}

static const struct shape shapes[RPC_TYPE_MAX] = {
	[RPC_HELLO] = FIXED(struct rpc_hello),
	[RPC_SOCKET] = FIXED(struct rpc_socket),
	[RPC_CLOSE] = FIXED(struct rpc_ep),
	[RPC_SETSOCKOPT] = BLOB(struct rpc_sockopt),
	[RPC_GETSOCKOPT] = BLOB(struct rpc_sockopt),
	[RPC_IOCTL] = BLOB(struct rpc_ioctl),
	[RPC_NL_BIND] = FIXED(struct rpc_nl_bind),
	[RPC_NL_NAME] = FIXED(struct rpc_ep),
	[RPC_NL_SEND] = BLOB(struct rpc_nl_send),
	[RPC_NL_RECV] = FIXED(struct rpc_nl_recv),
	[RPC_PROC_STAT] = BLOB(struct rpc_path),
	[RPC_PROC_READ] = BLOB(struct rpc_path),
	[RPC_PROC_WRITE] = BLOB(struct rpc_path),
	[RPC_PROC_LIST] = BLOB(struct rpc_path),
	[RPC_SLEEP] = FIXED(struct rpc_sleep),
	[RPC_COMMAND] = {.body = 0, .known = true, .blob = true},
	[RPC_LOCAL] = {.body = 0, .known = true},
	[RPC_RESULT] = BLOB(struct rpc_result),
	[RPC_COPY_FROM] = FIXED(struct rpc_copy),
	[RPC_COPY_TO] = BLOB(struct rpc_copy),
	[RPC_COPIED] = BLOB(struct rpc_copy),
	[RPC_WAKE] = FIXED(struct rpc_ep),
};

int rpc_body_size(unsigned int type)
{
	if (type >= RPC_TYPE_MAX || !shapes[type].known)
		return -1;
	return shapes[type].body;
}

static bool path_ok(const struct rpc_msg *msg)
{
	uint32_t n = msg->body.path.path_len;

	if (!n || n >= RPC_PATH_MAX || n > msg->len)
		return false;
	if (msg->type != RPC_PROC_WRITE && n != msg->len)
		return false;
	return msg->data[0] == '/' && !memchr(msg->data, 0, n);
}

/* What a type demands beyond its size. */
static bool body_ok(const struct rpc_msg *msg)
{
	switch (msg->type) {
	case RPC_SETSOCKOPT:
	case RPC_GETSOCKOPT:
		return !msg->len || msg->len == msg->body.sockopt.optlen;
	case RPC_PROC_STAT:
	case RPC_PROC_READ:
	case RPC_PROC_WRITE:
	case RPC_PROC_LIST:
		return path_ok(msg);
	case RPC_COPY_FROM:
		return msg->body.copy.len && msg->body.copy.len < RPC_FRAME_MAX / 2;
	case RPC_COPY_TO:
		return msg->len && msg->len == msg->body.copy.len;
	case RPC_COPIED:
		return msg->body.copy.ret ? !msg->len : msg->len == msg->body.copy.len;
	default:
		return true;
	}
}

ssize_t rpc_decode(const void *buf, size_t len, struct rpc_msg *msg)
{
	struct rpc_head head;
	const struct shape *shape;
	size_t fixed;

	if (len < sizeof(head))
		return 0;
	memcpy(&head, buf, sizeof(head));
	if (head.type >= RPC_TYPE_MAX || !shapes[head.type].known || head.reserved)
		return -EBADMSG;
	shape = &shapes[head.type];
	fixed = sizeof(head) + shape->body;
	if (head.size < fixed || (!shape->blob && head.size != fixed))
		return -EBADMSG;
	if (head.size > RPC_FRAME_MAX)
		return -EMSGSIZE;
	if (len < head.size)
		return 0;

	memset(msg, 0, sizeof(*msg));
	msg->type = head.type;
	msg->seq = head.seq;
	memcpy(&msg->body, (const uint8_t *)buf + sizeof(head), shape->body);
	msg->data = (const uint8_t *)buf + fixed;
	msg->len = head.size - fixed;
	return body_ok(msg) ? (ssize_t)head.size : -EBADMSG;
}

int rpc_extent_next(const uint8_t *data, size_t len, size_t *pos, struct rpc_extent *ext)
{
	if (*pos == len)
		return 0;
	if (*pos > len || len - *pos < RPC_EXTENT_HEAD)
		return -EBADMSG;
	memcpy(&ext->addr, data + *pos, sizeof(ext->addr));
	memcpy(&ext->len, data + *pos + sizeof(ext->addr), sizeof(ext->len));
	*pos += RPC_EXTENT_HEAD;
	if (ext->len > len - *pos)
		return -EBADMSG;
	ext->bytes = data + *pos;
	*pos += ext->len;
	return 1;
}
