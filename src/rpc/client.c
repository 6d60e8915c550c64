/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tool side: send a request, serve what the engine asks about the program's memory while it
 * works, return its result.
 *
 * Bytes that are known to be needed travel with the request (an optval, an ioctl's struct) and
 * those that a getsockopt writes come back with its result, so that the usual call is one round
 * trip.  Wake-ups that arrive in between are kept for rpc_client_woken().
 */
#include "rpc/client.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "rpc/rpc.h"

#define IFREQ_SIZE 40u
#define ASK_MAX	   4096u

struct rpc_client {
	struct rpc_conn conn;
	uint32_t seq;
	bool lost;
	uint32_t *woken;
	size_t n_woken, room_woken;
	char name[128];
};

static int lose(struct rpc_client *c)
{
	c->lost = true;
	return -EPIPE;
}

static void note_wake(struct rpc_client *c, uint32_t ep)
{
	for (size_t i = 0; i < c->n_woken; i++)
		if (c->woken[i] == ep)
			return;
	if (c->n_woken == c->room_woken) {
		size_t room = c->room_woken ? 2 * c->room_woken : 16;
		uint32_t *woken = realloc(c->woken, room * sizeof(*woken));

		if (!woken) {
			lose(c);
			return;
		}
		c->woken = woken;
		c->room_woken = room;
	}
	c->woken[c->n_woken++] = ep;
}

bool rpc_client_woken(struct rpc_client *c, uint32_t *ep)
{
	if (!c->n_woken)
		return false;
	*ep = c->woken[--c->n_woken];
	return true;
}

/* The engine wants bytes of the program's memory. */
static int serve_copy_from(struct rpc_client *c, const struct rpc_caller *who,
			   const struct rpc_msg *msg)
{
	struct rpc_copy ask = msg->body.copy;
	uint8_t *buf = malloc(ask.len);
	uint32_t seq = msg->seq;
	int err;

	ask.ret = -EFAULT;
	if (buf && who && who->copy_from)
		ask.ret = who->copy_from(who->ctx, buf, ask.addr, ask.len);
	err = rpc_send(&c->conn, RPC_COPIED, seq, &ask, buf, ask.ret ? 0 : ask.len, 0);
	free(buf);
	return err;
}

static int serve_copy_to(struct rpc_client *c, const struct rpc_caller *who,
			 const struct rpc_msg *msg)
{
	struct rpc_copy done = {.addr = msg->body.copy.addr, .ret = -EFAULT};

	if (who && who->copy_to)
		done.ret = who->copy_to(who->ctx, done.addr, msg->data, msg->len);
	return rpc_send(&c->conn, RPC_COPIED, msg->seq, &done, NULL, 0, 0);
}

static int await(struct rpc_client *c, struct rpc_msg *msg)
{
	int err;

	while (!(err = rpc_conn_next(&c->conn, msg))) {
		err = rpc_conn_fill(&c->conn, true);
		if (err)
			return err;
	}
	return err < 0 ? err : 0;
}

static int await_result(struct rpc_client *c, const struct rpc_caller *who, struct rpc_msg *msg)
{
	for (;;) {
		int err = await(c, msg);

		if (err)
			return lose(c);
		switch (msg->type) {
		case RPC_RESULT:
			return msg->seq == c->seq ? 0 : lose(c);
		case RPC_WAKE:
			note_wake(c, msg->body.ep.ep);
			continue;
		case RPC_COPY_FROM:
			err = serve_copy_from(c, who, msg);
			break;
		case RPC_COPY_TO:
			err = serve_copy_to(c, who, msg);
			break;
		default:
			return lose(c);
		}
		if (err)
			return lose(c);
	}
}

/* One request and its result; the result's blob stays in the connection's buffer. */
static int64_t call(struct rpc_client *c, const struct rpc_caller *who, enum rpc_type type,
		    const void *body, const void *data, size_t len, struct rpc_msg *msg)
{
	int err;

	memset(msg, 0, sizeof(*msg));
	if (c->lost)
		return -EPIPE;
	err = rpc_send(&c->conn, type, ++c->seq, body, data, len, 0);
	if (err == -EMSGSIZE)
		return err;
	if (err)
		return lose(c);
	err = await_result(c, who, msg);
	return err ? err : msg->body.result.ret;
}

static struct rpc_user user_of(const struct rpc_caller *who)
{
	return (struct rpc_user){
		.uid = who->uid, .gid = who->gid, .pid = who->pid, .cap = who->cap_net_admin};
}

/* ---- connecting ---- */

static int greet(struct rpc_client *c)
{
	struct rpc_hello hello = {.version = RPC_VERSION};
	struct rpc_msg msg;
	int err = (int)call(c, NULL, RPC_HELLO, &hello, NULL, 0, &msg);

	if (err)
		return err;
	memcpy(c->name, msg.data, msg.len < sizeof(c->name) ? msg.len : sizeof(c->name) - 1);
	return 0;
}

int rpc_client_adopt(int fd, struct rpc_client **client)
{
	struct rpc_client *c = calloc(1, sizeof(*c));
	int err;

	if (!c) {
		close(fd);
		return -ENOMEM;
	}
	rpc_conn_init(&c->conn, fd);
	err = greet(c);
	if (err) {
		rpc_client_close(c);
		return err;
	}
	*client = c;
	return 0;
}

int rpc_client_connect(const char *path, struct rpc_client **client)
{
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	int fd, err;

	if (strlen(path) >= sizeof(addr.sun_path))
		return -ENAMETOOLONG;
	strcpy(addr.sun_path, path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	if (connect(fd, (struct sockaddr *)&addr, sizeof(addr))) {
		err = -errno;
		close(fd);
		return err;
	}
	return rpc_client_adopt(fd, client);
}

void rpc_client_close(struct rpc_client *c)
{
	if (!c)
		return;
	rpc_conn_fini(&c->conn);
	free(c->woken);
	free(c);
}

int rpc_client_fd(const struct rpc_client *c)
{
	return c->conn.fd;
}

const char *rpc_client_name(const struct rpc_client *c)
{
	return c->name;
}

int rpc_client_poll(struct rpc_client *c)
{
	struct rpc_msg msg;
	int err;

	if (c->lost)
		return -EPIPE;
	err = rpc_conn_fill(&c->conn, false);
	if (err == -EAGAIN)
		return 0;
	if (err)
		return lose(c);
	while ((err = rpc_conn_next(&c->conn, &msg)) > 0) {
		if (msg.type != RPC_WAKE)
			return lose(c);
		note_wake(c, msg.body.ep.ep);
	}
	return err ? lose(c) : 0;
}

/* ---- sockets ---- */

int rpc_socket(struct rpc_client *c, const struct rpc_caller *who, int domain, int type,
	       int protocol, uint32_t *ep)
{
	struct rpc_socket body = {user_of(who), domain, type, protocol};
	struct rpc_msg msg;
	int64_t ret = call(c, who, RPC_SOCKET, &body, NULL, 0, &msg);

	if (ret < 0)
		return (int)ret;
	*ep = (uint32_t)ret;
	return 0;
}

int rpc_close(struct rpc_client *c, uint32_t ep)
{
	struct rpc_ep body = {ep};
	struct rpc_msg msg;

	return (int)call(c, NULL, RPC_CLOSE, &body, NULL, 0, &msg);
}

/* The bytes at an optval, or NULL if the program cannot read them itself. */
static void *fetch(const struct rpc_caller *who, uint64_t addr, size_t len)
{
	void *buf;

	if (!len || len > RPC_FRAME_MAX / 2 || !who->copy_from)
		return NULL;
	buf = malloc(len);
	if (buf && who->copy_from(who->ctx, buf, addr, len)) {
		free(buf);
		buf = NULL;
	}
	return buf;
}

/* What the engine wrote while it served us. */
static int apply_extents(const struct rpc_caller *who, const struct rpc_msg *msg)
{
	struct rpc_extent ext;
	size_t pos = 0;
	int more;

	while ((more = rpc_extent_next(msg->data, msg->len, &pos, &ext)) > 0)
		if (!who->copy_to || who->copy_to(who->ctx, ext.addr, ext.bytes, ext.len))
			return -EFAULT;
	return more;
}

int rpc_setsockopt(struct rpc_client *c, const struct rpc_caller *who, uint32_t ep, int level,
		   int optname, uint64_t optval, uint32_t optlen)
{
	struct rpc_sockopt body = {user_of(who), ep, level, optname, optlen, optval};
	void *bytes = fetch(who, optval, optlen);
	struct rpc_msg msg;
	int64_t ret;

	ret = call(c, who, RPC_SETSOCKOPT, &body, bytes, bytes ? optlen : 0, &msg);
	free(bytes);
	return (int)ret;
}

int rpc_getsockopt(struct rpc_client *c, const struct rpc_caller *who, uint32_t ep, int level,
		   int optname, uint64_t optval, uint32_t *optlen)
{
	struct rpc_sockopt body = {user_of(who), ep, level, optname, *optlen, optval};
	/* Questions are small; what is large is room for an answer, and need not travel. */
	void *bytes = *optlen <= ASK_MAX ? fetch(who, optval, *optlen) : NULL;
	struct rpc_msg msg;
	int64_t ret;

	ret = call(c, who, RPC_GETSOCKOPT, &body, bytes, bytes ? *optlen : 0, &msg);
	free(bytes);
	if (ret)
		return (int)ret;
	*optlen = msg.body.result.a;
	return apply_extents(who, &msg);
}

int rpc_ioctl(struct rpc_client *c, const struct rpc_caller *who, uint32_t ep, uint32_t cmd,
	      uint64_t arg)
{
	struct rpc_ioctl body = {user_of(who), ep, cmd, arg};
	void *bytes = fetch(who, arg, IFREQ_SIZE);
	struct rpc_msg msg;
	int64_t ret;
	int err;

	ret = call(c, who, RPC_IOCTL, &body, bytes, bytes ? IFREQ_SIZE : 0, &msg);
	free(bytes);
	if (ret < 0)
		return (int)ret;
	err = apply_extents(who, &msg);
	return err ? err : (int)ret;
}

/* ---- netlink ---- */

int rpc_nl_bind(struct rpc_client *c, const struct rpc_caller *who, uint32_t ep, uint32_t portid,
		uint32_t groups)
{
	struct rpc_nl_bind body = {user_of(who), ep, portid, groups};
	struct rpc_msg msg;

	return (int)call(c, who, RPC_NL_BIND, &body, NULL, 0, &msg);
}

int rpc_nl_getsockname(struct rpc_client *c, uint32_t ep, uint32_t *portid, uint32_t *groups)
{
	struct rpc_ep body = {ep};
	struct rpc_msg msg;
	int64_t ret = call(c, NULL, RPC_NL_NAME, &body, NULL, 0, &msg);

	if (ret)
		return (int)ret;
	*portid = msg.body.result.a;
	*groups = msg.body.result.b;
	return 0;
}

ssize_t rpc_nl_send(struct rpc_client *c, const struct rpc_caller *who, uint32_t ep,
		    const void *buf, size_t len)
{
	struct rpc_nl_send body = {user_of(who), ep};
	struct rpc_msg msg;

	return call(c, who, RPC_NL_SEND, &body, buf, len, &msg);
}

ssize_t rpc_nl_recv(struct rpc_client *c, uint32_t ep, size_t room, bool peek, const uint8_t **data,
		    uint32_t *group)
{
	struct rpc_nl_recv body = {ep, room, peek};
	struct rpc_msg msg;
	int64_t ret = call(c, NULL, RPC_NL_RECV, &body, NULL, 0, &msg);

	if (ret < 0)
		return ret;
	*data = msg.data;
	*group = msg.body.result.a;
	return msg.len;
}

/* ---- files ---- */

static int64_t path_call(struct rpc_client *c, const struct rpc_caller *who, enum rpc_type type,
			 const char *path, struct rpc_msg *msg)
{
	struct rpc_path body = {user_of(who), strlen(path)};

	return call(c, who, type, &body, path, body.path_len, msg);
}

int rpc_proc_stat(struct rpc_client *c, const struct rpc_caller *who, const char *path,
		  uint32_t *mode)
{
	struct rpc_msg msg;
	int64_t ret = path_call(c, who, RPC_PROC_STAT, path, &msg);

	if (ret)
		return (int)ret;
	*mode = msg.body.result.a;
	return 0;
}

int rpc_proc_read(struct rpc_client *c, const struct rpc_caller *who, const char *path,
		  const uint8_t **data, size_t *len)
{
	struct rpc_msg msg;
	int64_t ret = path_call(c, who, RPC_PROC_READ, path, &msg);

	if (ret)
		return (int)ret;
	*data = msg.data;
	*len = msg.len;
	return 0;
}

ssize_t rpc_proc_write(struct rpc_client *c, const struct rpc_caller *who, const char *path,
		       const void *buf, size_t len)
{
	struct rpc_path body = {user_of(who), strlen(path)};
	uint8_t *blob = malloc(body.path_len + len);
	struct rpc_msg msg;
	int64_t ret;

	if (!blob)
		return -ENOMEM;
	memcpy(blob, path, body.path_len);
	memcpy(blob + body.path_len, buf, len);
	ret = call(c, who, RPC_PROC_WRITE, &body, blob, body.path_len + len, &msg);
	free(blob);
	return ret;
}

/* A copy of a blob with @zeros NULs behind it. */
static char *text_of(const struct rpc_msg *msg, size_t zeros)
{
	char *text = calloc(1, msg->len + zeros);

	if (text && msg->len)
		memcpy(text, msg->data, msg->len);
	return text;
}

int rpc_proc_list(struct rpc_client *c, const struct rpc_caller *who, const char *path,
		  char **names)
{
	struct rpc_msg msg;
	int64_t ret = path_call(c, who, RPC_PROC_LIST, path, &msg);

	if (ret)
		return (int)ret;
	*names = text_of(&msg, 2);
	return *names ? 0 : -ENOMEM;
}

int rpc_sleep(struct rpc_client *c, uint64_t ns)
{
	struct rpc_sleep body = {ns};
	struct rpc_msg msg;

	return (int)call(c, NULL, RPC_SLEEP, &body, NULL, 0, &msg);
}

int rpc_command(struct rpc_client *c, const char *text, char **out)
{
	struct rpc_msg msg;
	int64_t ret = call(c, NULL, RPC_COMMAND, NULL, text, strlen(text), &msg);

	if (ret == -EPIPE && c->lost)
		return -EPIPE;
	*out = text_of(&msg, 1);
	return *out ? (int)ret : -ENOMEM;
}

int rpc_local(struct rpc_client *c, int *user, int *net)
{
	struct rpc_msg msg;
	int64_t ret;

	*user = *net = -1;
	c->conn.want_fds = true;
	ret = call(c, NULL, RPC_LOCAL, NULL, NULL, 0, &msg);
	c->conn.want_fds = false;
	if (!ret && !c->conn.n_fds)
		ret = -EPROTO;
	if (!ret) {
		*net = c->conn.fds[0];
		*user = c->conn.n_fds > 1 ? c->conn.fds[1] : -1;
		c->conn.n_fds = 0;
	}
	rpc_drop_fds(&c->conn);
	return (int)ret;
}
