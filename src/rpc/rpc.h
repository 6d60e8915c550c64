/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The wire between the tool side (a supervisor of `quintet exec`, the command line) and the engine
 * side (a running namespace).
 *
 * A stream socket of the unix family carries frames: a head, a small fixed body whose size the
 * type decides, and for some types a blob behind it.  Both ends are the same program on the same
 * machine, so numbers are in host order; RPC_VERSION is compared before anything else.
 *
 *	tool side                          engine side
 *	  RPC_SETSOCKOPT, optval's bytes ──►
 *	                                 ◄── RPC_COPY_FROM addr len     (any number of times,
 *	  RPC_COPIED, bytes              ──►                              within a bound)
 *	                                 ◄── RPC_RESULT ret
 *	                                 ◄── RPC_WAKE ep                (at any time)
 *
 * A request is answered by exactly one RPC_RESULT with its `seq`; one request is open at a time.
 */
#ifndef QUINTET_RPC_RPC_H
#define QUINTET_RPC_RPC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define RPC_VERSION   2u
#define RPC_FRAME_MAX (512u << 20) /* a blob of a few million rules */
#define RPC_PATH_MAX  4096u
#define RPC_FDS_MAX   2u

enum rpc_type {
	RPC_HELLO = 1, /* => ret, blob: the namespace's name */
	RPC_SOCKET, /* => ret: the endpoint's number */
	RPC_CLOSE, /* => ret */
	RPC_SETSOCKOPT, /* blob: optval's bytes => ret */
	RPC_GETSOCKOPT, /* blob: optval's bytes => ret, a: optlen, blob: extents to write */
	RPC_IOCTL, /* blob: the first bytes at arg => ret, blob: extents to write */
	RPC_NL_BIND, /* => ret */
	RPC_NL_NAME, /* => ret, a: portid, b: groups */
	RPC_NL_SEND, /* blob: the datagram => ret: bytes taken */
	RPC_NL_RECV, /* => ret: whole length, a: group, blob: bytes */
	RPC_PROC_STAT, /* blob: path => ret, a: mode */
	RPC_PROC_READ, /* blob: path => ret, blob: content */
	RPC_PROC_WRITE, /* blob: path, content => ret: bytes taken */
	RPC_PROC_LIST, /* blob: path => ret, blob: names */
	RPC_SLEEP, /* => ret; virtual time goes on by `ns` */
	RPC_COMMAND, /* blob: text => ret, blob: text */
	RPC_RESULT,
	RPC_COPY_FROM, /* engine side asks: bytes of the program's memory */
	RPC_COPY_TO, /* engine side asks: blob into the program's memory */
	RPC_COPIED, /* blob: the bytes of a RPC_COPY_FROM */
	RPC_WAKE, /* engine side tells: the endpoint has something to receive */
	RPC_LOCAL, /* => ret: descriptors of the kernel's namespaces that travel with it */
	RPC_TYPE_MAX
};

/** struct rpc_head - @size counts the whole frame, this head included */
struct rpc_head {
	uint32_t size;
	uint16_t type;
	uint16_t reserved;
	uint32_t seq;
};

/** struct rpc_user - the program behind a request; @cap is 0 or 1: CAP_NET_ADMIN */
struct rpc_user {
	uint32_t uid, gid;
	int32_t pid;
	uint32_t cap;
};

struct rpc_hello {
	uint32_t version;
};

struct rpc_socket {
	struct rpc_user user;
	int32_t domain, type, protocol;
};

struct rpc_ep {
	uint32_t ep;
};

/** struct rpc_sockopt - the blob holds the bytes at @optval, @optlen of them or none */
struct rpc_sockopt {
	struct rpc_user user;
	uint32_t ep;
	int32_t level, optname;
	uint32_t optlen;
	uint64_t optval;
};

struct rpc_ioctl {
	struct rpc_user user;
	uint32_t ep, cmd;
	uint64_t arg;
};

struct rpc_nl_bind {
	struct rpc_user user;
	uint32_t ep, portid, groups;
};

struct rpc_nl_send {
	struct rpc_user user;
	uint32_t ep;
};

struct rpc_nl_recv {
	uint32_t ep, len, peek;
};

/** struct rpc_path - the blob begins with the path, @path_len bytes without a NUL */
struct rpc_path {
	struct rpc_user user;
	uint32_t path_len;
};

struct rpc_sleep {
	uint64_t ns;
};

struct rpc_result {
	int64_t ret;
	uint32_t a, b;
};

struct rpc_copy {
	uint64_t addr;
	uint32_t len;
	int32_t ret;
};

union rpc_body {
	struct rpc_hello hello;
	struct rpc_socket socket;
	struct rpc_ep ep;
	struct rpc_sockopt sockopt;
	struct rpc_ioctl ioctl;
	struct rpc_nl_bind nl_bind;
	struct rpc_nl_send nl_send;
	struct rpc_nl_recv nl_recv;
	struct rpc_path path;
	struct rpc_sleep sleep;
	struct rpc_result result;
	struct rpc_copy copy;
};

/**
 * struct rpc_msg - a frame, decoded
 * @body: a copy, correctly aligned
 * @data: the blob, inside the buffer that was decoded
 */
struct rpc_msg {
	enum rpc_type type;
	uint32_t seq;
	union rpc_body body;
	const uint8_t *data;
	size_t len;
};

/**
 * rpc_decode() - the frame at the beginning of @buf
 *
 * A pure function.  Every length is checked, and what the type demands of the blob: a path is
 * absolute and without NUL, the bytes of an optval are @optlen or none.
 * => the frame's size; 0 when more bytes are needed; -EBADMSG, -EMSGSIZE.
 */
ssize_t rpc_decode(const void *buf, size_t len, struct rpc_msg *msg);

/** rpc_body_size() - bytes of the fixed body of a type, or -1 if there is no such type */
int rpc_body_size(unsigned int type);

/**
 * struct rpc_extent - one write into the program's memory, in the blob of a result: the address,
 * the length, then the bytes, packed
 */
struct rpc_extent {
	uint64_t addr;
	uint32_t len;
	const uint8_t *bytes;
};
#define RPC_EXTENT_HEAD 12u

/**
 * rpc_extent_next() - walk the extents of a blob
 * @pos: where to go on, 0 at first; moved behind the extent
 *
 * => 1 with an extent, 0 at the end, -EBADMSG.
 */
int rpc_extent_next(const uint8_t *data, size_t len, size_t *pos, struct rpc_extent *ext);

/* ---- a connection ---- */

/**
 * struct rpc_conn - frames out of and into a stream socket
 * @fd: owned
 * @buf: bytes that arrived; the first @used of them belong to frames that were handed out
 * @want_fds: descriptors may come along; otherwise the kernel throws them away
 * @fds, @n_fds: those that came and were not taken; owned
 */
struct rpc_conn {
	int fd;
	bool want_fds;
	int fds[RPC_FDS_MAX];
	unsigned int n_fds;
	uint8_t *buf;
	size_t used, have, room;
};

void rpc_conn_init(struct rpc_conn *conn, int fd);
void rpc_conn_fini(struct rpc_conn *conn);

/**
 * rpc_conn_fill() - read what has arrived
 * @wait: block until something has (at most for the socket's receive time-out)
 *
 * => 0, -EAGAIN when nothing came, -EPIPE when the peer is gone, -ENOMEM.
 */
int rpc_conn_fill(struct rpc_conn *conn, bool wait);

/**
 * rpc_conn_next() - the next whole frame
 *
 * @msg's blob stays valid until the next call of rpc_conn_fill() or rpc_conn_next().
 * => 1, 0 when there is none, -EBADMSG or -EMSGSIZE: the connection is of no use any more.
 */
int rpc_conn_next(struct rpc_conn *conn, struct rpc_msg *msg);

/**
 * rpc_conn_take() - let the blob of the frame that came last outlive the connection's buffer
 *
 * => memory to free(3), into which @msg->data points afterwards, or NULL without memory.
 */
void *rpc_conn_take(struct rpc_conn *conn, struct rpc_msg *msg);

/**
 * rpc_send() - one frame out, whole
 * @body: rpc_body_size(type) bytes
 *
 * => 0, -EPIPE when the peer is gone or does not read within the socket's send time-out,
 *    -EMSGSIZE; with MSG_DONTWAIT in @flags also -EAGAIN, when not a byte was sent.
 */
int rpc_send(struct rpc_conn *conn, enum rpc_type type, uint32_t seq, const void *body,
	     const void *data, size_t len, int flags);

/** rpc_send_fds() - likewise a frame without a blob, and copies of @n descriptors with it */
int rpc_send_fds(struct rpc_conn *conn, enum rpc_type type, uint32_t seq, const void *body,
		 const int *fds, unsigned int n);

/** rpc_drop_fds() - close what came along and was not taken */
void rpc_drop_fds(struct rpc_conn *conn);

#endif
