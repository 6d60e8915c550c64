/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A connection: a stream socket with a buffer before it.
 *
 * The buffer grows with the bytes that really came, never with what a head promises.  Usually it
 * holds exactly one frame, because one request is open at a time; rpc_conn_take() then hands the
 * buffer itself over instead of copying ten megabytes.  A peer that is gone is -EPIPE everywhere.
 */
#include "rpc/rpc.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#define BUFFER_MIN 8192u
#define BUFFER_LOW 2048u

void rpc_conn_init(struct rpc_conn *conn, int fd)
{
	*conn = (struct rpc_conn){.fd = fd};
}

void rpc_conn_fini(struct rpc_conn *conn)
{
	if (conn->fd >= 0)
		close(conn->fd);
	rpc_drop_fds(conn);
	free(conn->buf);
	*conn = (struct rpc_conn){.fd = -1};
}

void rpc_drop_fds(struct rpc_conn *conn)
{
	while (conn->n_fds)
		close(conn->fds[--conn->n_fds]);
}

/* Descriptors that came with what was just received. */
static void keep_fds(struct rpc_conn *conn, struct msghdr *mh)
{
	for (struct cmsghdr *c = CMSG_FIRSTHDR(mh); c; c = CMSG_NXTHDR(mh, c)) {
		size_t n = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);

		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
			continue;
		rpc_drop_fds(conn);
		memcpy(conn->fds, CMSG_DATA(c), n * sizeof(int));
		conn->n_fds = (unsigned int)n;
	}
}

union fds_cmsg {
	struct cmsghdr head;
	char room[CMSG_SPACE(RPC_FDS_MAX * sizeof(int))];
};

static ssize_t receive(struct rpc_conn *conn, int flags)
{
	struct iovec iov = {conn->buf + conn->have, conn->room - conn->have};
	struct msghdr mh = {.msg_iov = &iov, .msg_iovlen = 1};
	union fds_cmsg cmsg;
	ssize_t n;

	if (conn->want_fds) {
		mh.msg_control = &cmsg;
		mh.msg_controllen = sizeof(cmsg);
	}
	n = recvmsg(conn->fd, &mh, flags | MSG_CMSG_CLOEXEC);
	if (n > 0 && conn->want_fds)
		keep_fds(conn, &mh);
	return n;
}

static void forget_used(struct rpc_conn *conn)
{
	if (!conn->used)
		return;
	memmove(conn->buf, conn->buf + conn->used, conn->have - conn->used);
	conn->have -= conn->used;
	conn->used = 0;
}

static int make_room(struct rpc_conn *conn)
{
	size_t room = conn->room ? conn->room * 2 : BUFFER_MIN;
	uint8_t *buf;

	if (conn->room - conn->have >= BUFFER_LOW)
		return 0;
	buf = realloc(conn->buf, room);
	if (!buf)
		return -ENOMEM;
	conn->buf = buf;
	conn->room = room;
	return 0;
}

int rpc_conn_fill(struct rpc_conn *conn, bool wait)
{
	ssize_t n;
	int err;

	if (conn->fd < 0)
		return -EPIPE;
	forget_used(conn);
	err = make_room(conn);
	if (err)
		return err;
	do {
		n = receive(conn, wait ? 0 : MSG_DONTWAIT);
	} while (n < 0 && errno == EINTR);
	if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
		return -EAGAIN;
	if (n <= 0)
		return -EPIPE;
	conn->have += n;
	return 0;
}

int rpc_conn_next(struct rpc_conn *conn, struct rpc_msg *msg)
{
	ssize_t n;

	n = rpc_decode(conn->buf + conn->used, conn->have - conn->used, msg);
	if (n <= 0)
		return (int)n;
	conn->used += n;
	return 1;
}

void *rpc_conn_take(struct rpc_conn *conn, struct rpc_msg *msg)
{
	uint8_t *mem;

	if (conn->used == conn->have) {
		mem = conn->buf;
		conn->buf = NULL;
		conn->used = conn->have = conn->room = 0;
		return mem;
	}
	mem = malloc(msg->len + 1);
	if (!mem)
		return NULL;
	memcpy(mem, msg->data, msg->len);
	msg->data = mem;
	return mem;
}

static void advance(struct msghdr *mh, size_t n)
{
	while (n) {
		struct iovec *iov = mh->msg_iov;
		size_t part = n < iov->iov_len ? n : iov->iov_len;

		iov->iov_base = (uint8_t *)iov->iov_base + part;
		iov->iov_len -= part;
		n -= part;
		if (!iov->iov_len) {
			mh->msg_iov++;
			mh->msg_iovlen--;
		}
	}
}

static int send_all(struct rpc_conn *conn, struct msghdr *mh, size_t left, int flags)
{
	while (left) {
		ssize_t n = sendmsg(conn->fd, mh, MSG_NOSIGNAL | flags);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && (flags & MSG_DONTWAIT) && (errno == EAGAIN))
			return -EAGAIN;
		if (n < 0)
			return -EPIPE;
		flags &= ~MSG_DONTWAIT;
		left -= n;
		mh->msg_control = NULL; /* it went with the first bytes */
		mh->msg_controllen = 0;
		advance(mh, n);
	}
	return 0;
}

int rpc_send(struct rpc_conn *conn, enum rpc_type type, uint32_t seq, const void *body,
	     const void *data, size_t len, int flags)
{
	int fixed = rpc_body_size(type);
	struct rpc_head head = {.type = type, .seq = seq};
	struct iovec iov[3] = {{&head, sizeof(head)}, {(void *)body, fixed}, {(void *)data, len}};
	struct msghdr mh = {.msg_iov = iov, .msg_iovlen = len ? 3 : 2};
	size_t left = sizeof(head) + fixed + len;

	if (conn->fd < 0)
		return -EPIPE;
	if (left > RPC_FRAME_MAX)
		return -EMSGSIZE;
	head.size = left;
	return send_all(conn, &mh, left, flags);
}

int rpc_send_fds(struct rpc_conn *conn, enum rpc_type type, uint32_t seq, const void *body,
		 const int *fds, unsigned int n)
{
	int fixed = rpc_body_size(type);
	struct rpc_head head = {.size = sizeof(head) + fixed, .type = type, .seq = seq};
	struct iovec iov[2] = {{&head, sizeof(head)}, {(void *)body, fixed}};
	union fds_cmsg cmsg = {0};
	struct msghdr mh = {.msg_iov = iov,
			    .msg_iovlen = 2,
			    .msg_control = &cmsg,
			    .msg_controllen = CMSG_SPACE(n * sizeof(int))};

	if (conn->fd < 0)
		return -EPIPE;
	if (!n || n > RPC_FDS_MAX)
		return -EINVAL;
	cmsg.head.cmsg_level = SOL_SOCKET;
	cmsg.head.cmsg_type = SCM_RIGHTS;
	cmsg.head.cmsg_len = CMSG_LEN(n * sizeof(int));
	memcpy(CMSG_DATA(&cmsg.head), fds, n * sizeof(int));
	return send_all(conn, &mh, head.size, 0);
}
