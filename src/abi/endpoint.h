/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A virtual socket into a namespace's kernel ABI.
 *
 * An endpoint is what a tool's socket would be in the kernel, without a file descriptor: set and
 * get sockopts, netlink messages in, netlink datagrams out, ioctls; beside it stand the files of
 * /proc.  The interceptor (through the rpc), the tests, an embedding program and a saved state all
 * use this one interface.
 *
 * Every call is made on the engine's thread, between packets.  Errors are 0 or a negative errno,
 * the kernel's own for the same fault.
 */
#ifndef QUINTET_ABI_ENDPOINT_H
#define QUINTET_ABI_ENDPOINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct net;
struct endpoint;

/**
 * struct ep_user - the memory and the identity of the program behind a call
 * @copy_from: read @len bytes at the program's address @uaddr into @dst; 0 or -EFAULT
 * @copy_to: write @len bytes from @src to @uaddr; 0 or -EFAULT
 * @ctx: handed to both
 * @uid: user id as the program sees it
 * @gid: group id
 * @pid: process id, gives a netlink socket its default port id
 * @cap_net_admin: whether changes are allowed; without it they answer -EPERM as the kernel does
 *
 * In-process callers pass `ep_user_local()`, whose addresses are ordinary pointers.
 */
struct ep_user {
	int (*copy_from)(void *ctx, void *dst, uint64_t uaddr, size_t len);
	int (*copy_to)(void *ctx, uint64_t uaddr, const void *src, size_t len);
	void *ctx;
	uint32_t uid, gid;
	int32_t pid;
	bool cap_net_admin;
};

/** ep_user_local() - a caller in this address space, uid 0, with every capability */
const struct ep_user *ep_user_local(void);

/**
 * ep_socket() - open a virtual socket
 * @net: the namespace
 * @domain: AF_INET, AF_INET6, AF_NETLINK, AF_PACKET
 * @type: SOCK_RAW, SOCK_DGRAM, SOCK_STREAM (without SOCK_CLOEXEC and SOCK_NONBLOCK)
 * @protocol: IPPROTO_RAW, NETLINK_ROUTE, NETLINK_NETFILTER, NETLINK_GENERIC, …
 * @user: who opens it
 * @ep: receives the endpoint; the caller owns it until ep_close()
 *
 * => -EPROTONOSUPPORT for a netlink family that the namespace does not answer,
 *    -EAFNOSUPPORT for a domain that it does not, -EPERM for a raw socket without the capability.
 */
int ep_socket(struct net *net, int domain, int type, int protocol, const struct ep_user *user,
	      struct endpoint **ep);
void ep_close(struct endpoint *ep);

/**
 * ep_setsockopt() - as setsockopt(2)
 * @optval: address in the program's memory
 *
 * => -ENOPROTOOPT for an option that nobody has registered.
 */
int ep_setsockopt(struct endpoint *ep, const struct ep_user *user, int level, int optname,
		  uint64_t optval, uint32_t optlen);

/**
 * ep_getsockopt() - as getsockopt(2)
 * @optlen: in: the room at @optval; out: the bytes written
 */
int ep_getsockopt(struct endpoint *ep, const struct ep_user *user, int level, int optname,
		  uint64_t optval, uint32_t *optlen);

/**
 * ep_ioctl() - as ioctl(2) of the socket classes 0x89xx
 * @arg: the third argument, an address in the program's memory
 */
int ep_ioctl(struct endpoint *ep, const struct ep_user *user, unsigned int cmd, uint64_t arg);

/* ---- netlink ---- */

/**
 * ep_nl_bind() - bind a netlink endpoint
 * @portid: 0 lets the namespace choose: the program's pid if free, else a unique one
 * @groups: multicast groups as a bit mask (bit 0 is group 1)
 *
 * => -EADDRINUSE if @portid is taken, -EINVAL if bound to another one already.
 */
int ep_nl_bind(struct endpoint *ep, const struct ep_user *user, uint32_t portid, uint32_t groups);

/** ep_nl_getsockname() - the port id (0 before a bind) and the groups' mask */
int ep_nl_getsockname(const struct endpoint *ep, uint32_t *portid, uint32_t *groups);

/**
 * ep_nl_send() - one datagram of netlink messages in
 * @buf: the bytes of one sendmsg(2); several messages may stand in it, trailing bytes are ignored
 *
 * Answers are queued and pulled by ep_nl_recv().  A dump is produced as it is pulled, a datagram
 * at a time, and so needs no memory of its own.
 * => the number of bytes taken, or a negative errno of sendmsg(2) itself.
 */
ssize_t ep_nl_send(struct endpoint *ep, const struct ep_user *user, const void *buf, size_t len);

/**
 * ep_nl_recv() - one datagram out
 * @buf: room for @len bytes; a longer datagram is cut and its rest lost, as with MSG_TRUNC
 * @peek: leave it in the queue
 * @group: receives the multicast group it came from, 0 for an answer
 *
 * => the datagram's whole length (which may exceed @len), -EAGAIN when there is nothing,
 *    -ENOBUFS once after events were lost.
 */
ssize_t ep_nl_recv(struct endpoint *ep, void *buf, size_t len, bool peek, uint32_t *group);

/**
 * ep_set_wakeup() - be told when ep_nl_recv() has something again
 *
 * @wake is called on the engine's thread and must not call back into the endpoint.
 */
void ep_set_wakeup(struct endpoint *ep, void (*wake)(void *ctx), void *ctx);

/* ---- /proc ---- */

/**
 * struct ep_proc_stat - what stat(2) of a file of /proc shows
 * @mode: file type and permission bits
 */
struct ep_proc_stat {
	uint32_t mode;
};

/**
 * ep_proc_stat() - does this namespace answer @path?
 * @path: absolute and normalised: "/proc/net/ip_tables_names", "/proc/sys/net/ipv4/ip_forward"
 *
 * => -ENOENT: it would be the namespace's, and does not exist; -EXDEV: not the namespace's, ask
 *    the host.
 */
int ep_proc_stat(struct net *net, const char *path, struct ep_proc_stat *st);

/**
 * ep_proc_read() - the whole content of a file
 * @buf: receives malloc(3)ed bytes, the caller frees them
 */
int ep_proc_read(struct net *net, const struct ep_user *user, const char *path, char **buf,
		 size_t *len);

/** ep_proc_write() - one write(2) to a file; => bytes taken or a negative errno */
ssize_t ep_proc_write(struct net *net, const struct ep_user *user, const char *path,
		      const char *buf, size_t len);

/**
 * ep_proc_list() - the names in a directory of the namespace's
 * @names: receives malloc(3)ed names, each ended by a NUL, the last by two; a directory's name
 *         ends with a slash
 */
int ep_proc_list(struct net *net, const char *path, char **names);

#endif
