/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The server: frames to calls of abi/endpoint.h.
 *
 * Life of a request: the connection becomes readable, whole frames are decoded, a table names the
 * function for the type, that function fills a `struct reply`, which is sent.  While a sockopt or
 * an ioctl is being served the endpoint may ask for the program's memory.  What came along with
 * the request is answered from there; the rest is a nested question to the supervisor, for which
 * this thread waits: the supervisor is in its call and answers at once.  Questions are counted,
 * and a supervisor that does not answer within PATIENCE_S loses its connection, so that no
 * program can stop the namespace.
 *
 * Writes of a getsockopt and of an ioctl are collected and travel with the result; an address
 * that cannot be written is found by the supervisor and makes the call -EFAULT.  Writes of a
 * setsockopt (old counters of a replaced table) are made at once, since there the handler decides
 * what a failure means.
 *
 * Wake-ups: an endpoint says that it has something; RPC_WAKE is sent once, and not again before
 * the supervisor has asked.  When the socket is full, the wake-up is owed until it drains.
 */
#include "host/server.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "abi/endpoint.h"
#include "host/eventloop.h"
#include "rpc/rpc.h"

#define PATIENCE_S   10
#define QUESTIONS    65536
#define WRITES_MAX   (RPC_FRAME_MAX - 4096)
#define RECV_MAX     (1u << 20)
#define ENDPOINT_MAX 4096u

enum wake_state {
	WAKE_IDLE, /* ready() sends or owes one */
	WAKE_OWED, /* the socket was full; sent when it drains */
	WAKE_SENT, /* nothing to do until RPC_NL_RECV or RPC_NL_SEND */
};

struct slot {
	struct connection *conn;
	struct endpoint *ep;
	uint32_t number;
	enum wake_state wake;
};

struct connection {
	struct server *srv;
	struct connection *next, **link;
	struct event *ev;
	struct rpc_conn rpc;
	struct slot **slots;
	uint32_t n_slots;
	bool greeted, broken, wants_out;
};

struct server {
	struct eventloop *loop;
	struct net *net;
	struct server_ops ops;
	char *name, *path;
	int fd;
	struct event *ev;
	struct connection *connections;
};

/* What a request gives back. */
struct reply {
	int64_t ret;
	uint32_t a, b;
	uint8_t *data;
	size_t len, room;
	int fds[RPC_FDS_MAX];
	unsigned int n_fds; /* borrowed descriptors that travel with it */
};

/* A request that is being served: the memory of the program behind it. */
struct serving {
	struct connection *conn;
	uint32_t seq;
	uint64_t base;
	const uint8_t *bytes;
	size_t len;
	bool collect;
	unsigned int questions;
	struct reply *reply;
};

static void connection_destroy(struct connection *conn);

/* ---- the program's memory ---- */

static int await_copied(struct serving *s, struct rpc_msg *msg)
{
	int err;

	while (!(err = rpc_conn_next(&s->conn->rpc, msg)))
		if (rpc_conn_fill(&s->conn->rpc, true))
			break;
	if (err > 0 && msg->type == RPC_COPIED && msg->seq == s->seq)
		return 0;
	s->conn->broken = true;
	return -EFAULT;
}

static int ask(struct serving *s, enum rpc_type type, const struct rpc_copy *copy, const void *data,
	       size_t len, struct rpc_msg *msg)
{
	if (s->conn->broken || s->questions++ == QUESTIONS)
		return -EFAULT;
	if (rpc_send(&s->conn->rpc, type, s->seq, copy, data, len, 0)) {
		s->conn->broken = true;
		return -EFAULT;
	}
	return await_copied(s, msg);
}

static int copy_from(void *ctx, void *dst, uint64_t addr, size_t len)
{
	struct serving *s = ctx;
	struct rpc_copy copy = {.addr = addr, .len = len};
	struct rpc_msg msg;

	if (!len)
		return 0;
	if (addr >= s->base && addr - s->base <= s->len && len <= s->len - (addr - s->base)) {
		memcpy(dst, s->bytes + (addr - s->base), len);
		return 0;
	}
	if (len >= RPC_FRAME_MAX / 2 || ask(s, RPC_COPY_FROM, &copy, NULL, 0, &msg))
		return -EFAULT;
	if (msg.body.copy.ret || msg.len != len)
		return -EFAULT;
	memcpy(dst, msg.data, len);
	return 0;
}

static bool reply_room(struct reply *r, size_t more)
{
	size_t room = r->room ? r->room : 512;
	uint8_t *data;

	if (more > WRITES_MAX || r->len + more > WRITES_MAX)
		return false;
	while (room < r->len + more)
		room *= 2;
	if (room == r->room)
		return true;
	data = realloc(r->data, room);
	if (!data)
		return false;
	r->data = data;
	r->room = room;
	return true;
}

static bool reply_append(struct reply *r, const void *bytes, size_t len)
{
	if (!len)
		return true;
	if (!reply_room(r, len))
		return false;
	memcpy(r->data + r->len, bytes, len);
	r->len += len;
	return true;
}

static int collect(struct reply *r, uint64_t addr, const void *src, uint32_t len)
{
	if (!reply_room(r, RPC_EXTENT_HEAD + (size_t)len))
		return -EFAULT;
	reply_append(r, &addr, sizeof(addr));
	reply_append(r, &len, sizeof(len));
	reply_append(r, src, len);
	return 0;
}

static int copy_to(void *ctx, uint64_t addr, const void *src, size_t len)
{
	struct serving *s = ctx;
	struct rpc_copy copy = {.addr = addr, .len = len};
	struct rpc_msg msg;

	if (!len)
		return 0;
	if (len > WRITES_MAX)
		return -EFAULT;
	if (s->collect)
		return collect(s->reply, addr, src, len);
	if (ask(s, RPC_COPY_TO, &copy, src, len, &msg))
		return -EFAULT;
	return msg.body.copy.ret ? -EFAULT : 0;
}

static struct ep_user user_of(const struct rpc_user *u, struct serving *s)
{
	return (struct ep_user){
		.copy_from = copy_from,
		.copy_to = copy_to,
		.ctx = s,
		.uid = u->uid,
		.gid = u->gid,
		.pid = u->pid,
		.cap_net_admin = u->cap,
	};
}

/* ---- endpoints of a connection ---- */

static struct slot *slot_lookup(struct connection *conn, uint32_t number)
{
	return number < conn->n_slots ? conn->slots[number] : NULL;
}

static int slot_number(struct connection *conn)
{
	struct slot **slots;
	uint32_t n;

	for (n = 0; n < conn->n_slots; n++)
		if (!conn->slots[n])
			return n;
	if (n == ENDPOINT_MAX)
		return -EMFILE;
	slots = realloc(conn->slots, (n + 16) * sizeof(struct slot *));
	if (!slots)
		return -ENOMEM;
	memset(slots + n, 0, 16 * sizeof(struct slot *));
	conn->slots = slots;
	conn->n_slots = n + 16;
	return n;
}

static void slot_close(struct connection *conn, uint32_t number)
{
	struct slot *slot = conn->slots[number];

	if (!slot)
		return;
	ep_set_wakeup(slot->ep, NULL, NULL);
	ep_close(slot->ep);
	free(slot);
	conn->slots[number] = NULL;
}

static void want_out(struct connection *conn, bool want)
{
	if (conn->wants_out == want)
		return;
	conn->wants_out = want;
	event_modify(conn->ev, want ? EPOLLIN | EPOLLOUT : EPOLLIN);
}

static void send_wake(struct slot *slot)
{
	struct rpc_ep body = {slot->number};
	int err = rpc_send(&slot->conn->rpc, RPC_WAKE, 0, &body, NULL, 0, MSG_DONTWAIT);

	slot->wake = err == -EAGAIN ? WAKE_OWED : WAKE_SENT;
	if (err == -EAGAIN)
		want_out(slot->conn, true);
}

/* ep_set_wakeup()'s callback: must not call back into the endpoint. */
static void ready(void *ctx)
{
	struct slot *slot = ctx;

	if (slot->wake == WAKE_IDLE)
		send_wake(slot);
}

static void pay_wakes(struct connection *conn)
{
	want_out(conn, false);
	for (uint32_t i = 0; i < conn->n_slots; i++)
		if (conn->slots[i] && conn->slots[i]->wake == WAKE_OWED)
			send_wake(conn->slots[i]);
}

/* ---- one function a request ---- */

typedef void serve_fn(struct connection *conn, const struct rpc_msg *msg, struct serving *s,
		      struct reply *r);

static void serve_hello(struct connection *conn, const struct rpc_msg *msg, struct serving *s,
			struct reply *r)
{
	if (msg->body.hello.version != RPC_VERSION) {
		r->ret = -EPROTO;
		return;
	}
	conn->greeted = true;
	reply_append(r, conn->srv->name, strlen(conn->srv->name));
}

static void serve_socket(struct connection *conn, const struct rpc_msg *msg, struct serving *s,
			 struct reply *r)
{
	const struct rpc_socket *b = &msg->body.socket;
	struct ep_user user = user_of(&b->user, s);
	int number = slot_number(conn);
	struct slot *slot;

	if (number < 0) {
		r->ret = number;
		return;
	}
	slot = calloc(1, sizeof(*slot));
	if (!slot) {
		r->ret = -ENOMEM;
		return;
	}
	r->ret = ep_socket(conn->srv->net, b->domain, b->type, b->protocol, &user, &slot->ep);
	if (r->ret) {
		free(slot);
		return;
	}
	slot->conn = conn;
	slot->number = number;
	conn->slots[number] = slot;
	ep_set_wakeup(slot->ep, ready, slot);
	r->ret = number;
}

static void serve_close(struct connection *conn, const struct rpc_msg *msg, struct serving *s,
			struct reply *r)
{
	if (!slot_lookup(conn, msg->body.ep.ep))
		r->ret = -EBADF;
	else
		slot_close(conn, msg->body.ep.ep);
}

static void serve_setsockopt(struct connection *conn, const struct rpc_msg *msg, struct serving *s,
			     struct reply *r)
{
	const struct rpc_sockopt *b = &msg->body.sockopt;
	struct slot *slot = slot_lookup(conn, b->ep);
	struct ep_user user = user_of(&b->user, s);

	s->base = b->optval;
	r->ret = slot ? ep_setsockopt(slot->ep, &user, b->level, b->optname, b->optval, b->optlen)
		      : -EBADF;
}

static void serve_getsockopt(struct connection *conn, const struct rpc_msg *msg, struct serving *s,
			     struct reply *r)
{
	const struct rpc_sockopt *b = &msg->body.sockopt;
	struct slot *slot = slot_lookup(conn, b->ep);
	struct ep_user user = user_of(&b->user, s);

	s->base = b->optval;
	s->collect = true;
	r->a = b->optlen;
	r->ret = slot ? ep_getsockopt(slot->ep, &user, b->level, b->optname, b->optval, &r->a)
		      : -EBADF;
}

static void serve_ioctl(struct connection *conn, const struct rpc_msg *msg, struct serving *s,
			struct reply *r)
{
	const struct rpc_ioctl *b = &msg->body.ioctl;
	struct slot *slot = slot_lookup(conn, b->ep);
	struct ep_user user = user_of(&b->user, s);

	s->base = b->arg;
	s->collect = true;
	r->ret = slot ? ep_ioctl(slot->ep, &user, b->cmd, b->arg) : -EBADF;
}

static void serve_nl_bind(struct connection *conn, const struct rpc_msg *msg, struct serving *s,
			  struct reply *r)
{
	const struct rpc_nl_bind *b = &msg->body.nl_bind;
	struct slot *slot = slot_lookup(conn, b->ep);
	struct ep_user user = user_of(&b->user, s);

	r->ret = slot ? ep_nl_bind(slot->ep, &user, b->portid, b->groups) : -EBADF;
}

static void serve_nl_name(struct connection *conn, const struct rpc_msg *msg, struct serving *s,
			  struct reply *r)
{
	struct slot *slot = slot_lookup(conn, msg->body.ep.ep);

	r->ret = slot ? ep_nl_getsockname(slot->ep, &r->a, &r->b) : -EBADF;
}

static void serve_nl_send(struct connection *conn, const struct rpc_msg *msg, struct serving *s,
			  struct reply *r)
{
	struct slot *slot = slot_lookup(conn, msg->body.nl_send.ep);
	struct ep_user user = user_of(&msg->body.nl_send.user, s);

	r->ret = slot ? ep_nl_send(slot->ep, &user, msg->data, msg->len) : -EBADF;
}

static void serve_nl_recv(struct connection *conn, const struct rpc_msg *msg, struct serving *s,
			  struct reply *r)
{
	const struct rpc_nl_recv *b = &msg->body.nl_recv;
	struct slot *slot = slot_lookup(conn, b->ep);
	size_t room = b->len < RECV_MAX ? b->len : RECV_MAX;

	r->ret = slot ? (reply_room(r, room) ? 0 : -ENOMEM) : -EBADF;
	if (r->ret)
		return;
	r->ret = ep_nl_recv(slot->ep, r->data, room, b->peek, &r->a);
	if (r->ret >= 0)
		r->len = (size_t)r->ret < room ? (size_t)r->ret : room;
	if (r->ret == -EAGAIN)
		slot->wake = WAKE_IDLE;
}

/* The path of a message, as a string. */
static const char *path_of(const struct rpc_msg *msg, char *buf)
{
	memcpy(buf, msg->data, msg->body.path.path_len);
	buf[msg->body.path.path_len] = 0;
	return buf;
}

static void serve_proc_stat(struct connection *conn, const struct rpc_msg *msg, struct serving *s,
			    struct reply *r)
{
	struct ep_proc_stat st = {0};
	char path[RPC_PATH_MAX];

	r->ret = ep_proc_stat(conn->srv->net, path_of(msg, path), &st);
	r->a = st.mode;
}

static void serve_proc_read(struct connection *conn, const struct rpc_msg *msg, struct serving *s,
			    struct reply *r)
{
	struct ep_user user = user_of(&msg->body.path.user, s);
	char path[RPC_PATH_MAX], *text = NULL;
	size_t len = 0;

	r->ret = ep_proc_read(conn->srv->net, &user, path_of(msg, path), &text, &len);
	if (!r->ret && !reply_append(r, text, len))
		r->ret = -ENOMEM;
	free(text);
}

static void serve_proc_write(struct connection *conn, const struct rpc_msg *msg, struct serving *s,
			     struct reply *r)
{
	struct ep_user user = user_of(&msg->body.path.user, s);
	size_t skip = msg->body.path.path_len;
	char path[RPC_PATH_MAX];

	r->ret = ep_proc_write(conn->srv->net, &user, path_of(msg, path),
			       (const char *)msg->data + skip, msg->len - skip);
}

/* The bytes of a list of names, with the second NUL at its end. */
static size_t names_size(const char *names)
{
	const char *p = names;

	while (*p)
		p += strlen(p) + 1;
	return p - names + 1;
}

static void serve_proc_list(struct connection *conn, const struct rpc_msg *msg, struct serving *s,
			    struct reply *r)
{
	char path[RPC_PATH_MAX], *names = NULL;

	r->ret = ep_proc_list(conn->srv->net, path_of(msg, path), &names);
	if (!r->ret && !reply_append(r, names, names_size(names)))
		r->ret = -ENOMEM;
	free(names);
}

static void serve_sleep(struct connection *conn, const struct rpc_msg *msg, struct serving *s,
			struct reply *r)
{
	const struct server_ops *ops = &conn->srv->ops;

	r->ret = ops->sleep ? ops->sleep(ops->ctx, msg->body.sleep.ns) : -EOPNOTSUPP;
}

static void serve_command(struct connection *conn, const struct rpc_msg *msg, struct serving *s,
			  struct reply *r)
{
	const struct server_ops *ops = &conn->srv->ops;
	char *text = strndup((const char *)msg->data, msg->len), *out = NULL;

	if (!text)
		r->ret = -ENOMEM;
	else
		r->ret = ops->command ? ops->command(ops->ctx, text, &out) : -EOPNOTSUPP;
	if (out && !reply_append(r, out, strlen(out)))
		r->ret = -ENOMEM;
	free(out);
	free(text);
}

static void serve_local(struct connection *conn, const struct rpc_msg *msg, struct serving *s,
			struct reply *r)
{
	const struct server_ops *ops = &conn->srv->ops;
	int user = -1, net = -1;

	r->ret = ops->local ? ops->local(ops->ctx, &user, &net) : -EOPNOTSUPP;
	if (r->ret)
		return;
	r->fds[r->n_fds++] = net;
	if (user >= 0)
		r->fds[r->n_fds++] = user;
}

static serve_fn *const serve_table[RPC_TYPE_MAX] = {
	[RPC_HELLO] = serve_hello,	     [RPC_SOCKET] = serve_socket,
	[RPC_CLOSE] = serve_close,	     [RPC_SETSOCKOPT] = serve_setsockopt,
	[RPC_GETSOCKOPT] = serve_getsockopt, [RPC_IOCTL] = serve_ioctl,
	[RPC_NL_BIND] = serve_nl_bind,	     [RPC_NL_NAME] = serve_nl_name,
	[RPC_NL_SEND] = serve_nl_send,	     [RPC_NL_RECV] = serve_nl_recv,
	[RPC_PROC_STAT] = serve_proc_stat,   [RPC_PROC_READ] = serve_proc_read,
	[RPC_PROC_WRITE] = serve_proc_write, [RPC_PROC_LIST] = serve_proc_list,
	[RPC_SLEEP] = serve_sleep,	     [RPC_COMMAND] = serve_command,
	[RPC_LOCAL] = serve_local,
};

/* ---- connections ---- */

static int answer(struct connection *conn, uint32_t seq, const struct rpc_result *result,
		  const struct reply *r)
{
	if (r->n_fds)
		return rpc_send_fds(&conn->rpc, RPC_RESULT, seq, result, r->fds, r->n_fds);
	return rpc_send(&conn->rpc, RPC_RESULT, seq, result, r->data, r->ret < 0 ? 0 : r->len, 0);
}

static void serve(struct connection *conn, struct rpc_msg *msg)
{
	void *frame = rpc_conn_take(&conn->rpc, msg);
	struct reply r = {0};
	struct serving s = {
		.conn = conn, .seq = msg->seq, .bytes = msg->data, .len = msg->len, .reply = &r};
	struct rpc_result result;

	if (!frame || !serve_table[msg->type] || (!conn->greeted && msg->type != RPC_HELLO)) {
		conn->broken = true;
		free(frame);
		return;
	}
	serve_table[msg->type](conn, msg, &s, &r);
	result = (struct rpc_result){r.ret, r.a, r.b};
	if (!conn->broken && answer(conn, s.seq, &result, &r))
		conn->broken = true;
	free(r.data);
	free(frame);
}

static void connection_ready(void *ctx, uint32_t events)
{
	struct connection *conn = ctx;
	struct rpc_msg msg;
	int more = 0, err;

	if (events & EPOLLOUT)
		pay_wakes(conn);
	err = rpc_conn_fill(&conn->rpc, false);
	while (!err && !conn->broken && (more = rpc_conn_next(&conn->rpc, &msg)) > 0)
		serve(conn, &msg);
	if ((err && err != -EAGAIN) || more < 0 || conn->broken)
		connection_destroy(conn);
}

static void connection_destroy(struct connection *conn)
{
	for (uint32_t i = 0; i < conn->n_slots; i++)
		slot_close(conn, i);
	free(conn->slots);
	event_remove(conn->ev);
	rpc_conn_fini(&conn->rpc);
	*conn->link = conn->next;
	if (conn->next)
		conn->next->link = conn->link;
	free(conn);
}

int server_adopt(struct server *srv, int fd)
{
	const struct timeval patience = {.tv_sec = PATIENCE_S};
	struct connection *conn = calloc(1, sizeof(*conn));
	int err = -ENOMEM;

	if (!conn)
		goto no_memory;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
	conn->srv = srv;
	rpc_conn_init(&conn->rpc, fd);
	err = eventloop_add(srv->loop, fd, EPOLLIN, connection_ready, conn, &conn->ev);
	if (err)
		goto no_event;
	conn->next = srv->connections;
	conn->link = &srv->connections;
	if (conn->next)
		conn->next->link = &conn->next;
	srv->connections = conn;
	return 0;

no_event:
	free(conn);
no_memory:
	close(fd);
	return err;
}

/* The socket's mode keeps others out; this says so again, whatever the file system did. */
static bool peer_ok(int fd)
{
	struct ucred cred;
	socklen_t len = sizeof(cred);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &cred, &len))
		return false;
	return !cred.uid || cred.uid == geteuid();
}

static void accept_ready(void *ctx, uint32_t events)
{
	struct server *srv = ctx;
	int fd = accept4(srv->fd, NULL, NULL, SOCK_CLOEXEC);

	if (fd < 0)
		return;
	if (peer_ok(fd))
		server_adopt(srv, fd);
	else
		close(fd);
}

/* ---- the server ---- */

struct server *server_create(struct eventloop *loop, struct net *net, const char *name,
			     const struct server_ops *ops)
{
	struct server *srv = calloc(1, sizeof(*srv));

	if (!srv)
		return NULL;
	srv->loop = loop;
	srv->net = net;
	srv->fd = -1;
	if (ops)
		srv->ops = *ops;
	srv->name = strdup(name);
	if (!srv->name) {
		free(srv);
		return NULL;
	}
	return srv;
}

void server_destroy(struct server *srv)
{
	struct connection *conn, *next;

	if (!srv)
		return;
	for (conn = srv->connections; conn; conn = next) {
		next = conn->next;
		connection_destroy(conn);
	}
	event_remove(srv->ev);
	if (srv->fd >= 0) {
		unlink(srv->path);
		close(srv->fd);
	}
	free(srv->path);
	free(srv->name);
	free(srv);
}

bool server_listening(const struct server *srv)
{
	return srv->fd >= 0;
}

/* Does anybody answer at @addr? */
static bool served(const struct sockaddr_un *addr)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool yes = fd >= 0 && !connect(fd, (const struct sockaddr *)addr, sizeof(*addr));

	if (fd >= 0)
		close(fd);
	return yes;
}

static int bind_private(int fd, const struct sockaddr_un *addr)
{
	mode_t mask = umask(0177);
	int err = bind(fd, (const struct sockaddr *)addr, sizeof(*addr)) ? -errno : 0;

	umask(mask);
	return err;
}

int server_listen(struct server *srv, const char *path)
{
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	int fd, err;

	if (strlen(path) >= sizeof(addr.sun_path))
		return -ENAMETOOLONG;
	strcpy(addr.sun_path, path);
	if (served(&addr))
		return -EADDRINUSE;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -errno;
	err = bind_private(fd, &addr);
	if (err == -EADDRINUSE && !unlink(path))
		err = bind_private(fd, &addr);
	if (err || listen(fd, 64)) {
		err = err ? err : -errno;
		goto fail;
	}
	srv->path = strdup(path);
	err = srv->path ? eventloop_add(srv->loop, fd, EPOLLIN, accept_ready, srv, &srv->ev)
			: -ENOMEM;
	if (err)
		goto fail_bound;
	srv->fd = fd;
	return 0;

fail_bound:
	free(srv->path);
	srv->path = NULL;
	unlink(path);
fail:
	close(fd);
	return err;
}
