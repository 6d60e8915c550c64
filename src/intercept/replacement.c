/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sockets of ours in the program's hands.
 *
 * A netlink socket of the program is one end of a SEQPACKET socketpair; the other end is here,
 * and behind it an endpoint of the namespace.
 *
 *	program ── sendmsg: trapped, goes straight to the endpoint, answers are pumped
 *	          before it returns, as the kernel's netlink does
 *	program ◄─ recvmsg, poll: the socketpair, kept filled with a datagram or two;
 *	          the next is pulled when one was taken, so a dump waits for its reader
 *
 * Only SEQPACKET lets a program send with a destination (the address is ignored).  C libraries
 * want a source address of 12 bytes whose bytes 4 to 7 (netlink's pid) are zero; our end's
 * abstract name has exactly this form: family, {0, any, 0, 0, 0, 0, four that make it unique}.
 *
 * Writes that bypass the traps (a duplicate with a low number) arrive through the socketpair and
 * are served from the loop.
 */
#include "intercept/supervisor_internal.h"

#include <errno.h>
#include <linux/sockios.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define NAME_LEN    10
#define SEND_BUFFER (1 << 20)

struct unix_name {
	sa_family_t family;
	uint8_t name[NAME_LEN];
};

/* Names are shared by all supervisors of the machine: try until one is free. */
static int name_socket(struct supervisor *sv, int fd)
{
	for (int tries = 0; tries < 65536; tries++) {
		struct unix_name name = {.family = AF_UNIX};
		uint32_t unique = ((uint32_t)getpid() << 12) + sv->names++;

		name.name[1] = (uint8_t)(tries + 1);
		memcpy(name.name + 6, &unique, sizeof(unique));
		if (!bind(fd, (struct sockaddr *)&name, sizeof(name)))
			return 0;
		if (errno != EADDRINUSE)
			return -errno;
	}
	return -EADDRINUSE;
}

int pair_create(struct supervisor *sv, int fds[2], uint64_t *cookie)
{
	int size = SEND_BUFFER, err;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds))
		return -errno;
	setsockopt(fds[0], SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
	setsockopt(fds[1], SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
	err = name_socket(sv, fds[0]);
	*cookie = sock_cookie(fds[1]);
	if (!err && *cookie)
		return 0;
	close(fds[0]);
	close(fds[1]);
	return err ? err : -EIO;
}

/* ---- out of the namespace ---- */

static int push(struct replacement *r, const void *data, size_t len, uint32_t group)
{
	if (send(r->fd, data, len, MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
		return -errno;
	r->groups[r->in_flight++] = group;
	return 0;
}

static void stash(struct replacement *r, const uint8_t *data, size_t len, uint32_t group)
{
	r->stash = malloc(len);
	if (!r->stash) {
		r->err = -ENOBUFS;
		return;
	}
	memcpy(r->stash, data, len);
	r->stash_len = len;
	r->stash_group = group;
}

static bool unstash(struct replacement *r)
{
	if (r->stash && push(r, r->stash, r->stash_len, r->stash_group) == -EAGAIN)
		return false;
	free(r->stash);
	r->stash = NULL;
	return true;
}

/* Receives that were not trapped are noticed by the empty queue. */
static void recount(struct replacement *r)
{
	int queued;

	if (r->in_flight && !ioctl(r->fd, SIOCOUTQ, &queued) && !queued)
		r->in_flight = 0;
}

void replacement_pump(struct supervisor *sv, struct replacement *r)
{
	recount(r);
	while (!r->err && r->in_flight < IN_FLIGHT_MAX && unstash(r)) {
		const uint8_t *data;
		uint32_t group;
		ssize_t n = rpc_nl_recv(sv->rpc, r->ep, RECV_ROOM, false, &data, &group);
		int err;

		if (n == -EAGAIN)
			return;
		if (n < 0) {
			r->err = (int)n;
			return;
		}
		err = push(r, data, n, group);
		if (err == -EAGAIN)
			stash(r, data, n, group);
		else if (err)
			return;
	}
}

uint32_t replacement_took(struct replacement *r)
{
	uint32_t group = r->groups[0];

	if (!r->in_flight)
		return 0;
	memmove(r->groups, r->groups + 1, --r->in_flight * sizeof(*r->groups));
	return group;
}

void replacement_woken(struct supervisor *sv, uint32_t ep)
{
	for (struct replacement *r = sv->replacements; r; r = r->next)
		if (r->ep == ep && r->domain == AF_NETLINK)
			replacement_pump(sv, r);
}

/* ---- into the namespace ---- */

int64_t replacement_send(struct supervisor *sv, const struct rpc_caller *who, struct replacement *r,
			 const void *buf, size_t len)
{
	ssize_t n;

	if (r->domain != AF_NETLINK)
		return -ENETUNREACH;
	n = rpc_nl_send(sv->rpc, who, r->ep, buf, len);
	replacement_pump(sv, r);
	return n;
}

static void unlink_replacement(struct supervisor *sv, struct replacement *r)
{
	struct replacement **at = &sv->replacements;

	while (*at != r)
		at = &(*at)->next;
	*at = r->next;
	free(r->stash);
	rpc_close(sv->rpc, r->ep);
	watch_kill(sv, &r->watch, r->fd);
}

static void replacement_ready(struct supervisor *sv, struct watch *w, uint32_t events)
{
	struct replacement *r = (struct replacement *)w;
	ssize_t n;

	while ((n = recv(r->fd, sv->scratch, SCRATCH_SIZE, MSG_DONTWAIT)) > 0)
		replacement_send(sv, &r->opener, r, sv->scratch, n);
	if (events & (EPOLLHUP | EPOLLRDHUP | EPOLLERR)) {
		unlink_replacement(sv, r);
		return;
	}
	if (r->domain == AF_NETLINK)
		replacement_pump(sv, r);
}

/* ---- life ---- */

struct replacement *replacement_lookup(struct supervisor *sv, uint64_t cookie)
{
	struct replacement *r = sv->replacements;

	while (r && r->cookie != cookie)
		r = r->next;
	return r;
}

int64_t replacement_create(struct trap *t, int domain, int type, int protocol, uint32_t ep)
{
	struct supervisor *sv = t->sv;
	struct replacement *r = calloc(1, sizeof(*r));
	int64_t ret = -ENOMEM;
	int fds[2];

	if (!r)
		goto fail;
	ret = pair_create(sv, fds, &r->cookie);
	if (ret)
		goto fail;
	r->watch.fn = replacement_ready;
	r->fd = fds[0];
	r->domain = domain;
	r->type = type & 0xf;
	r->protocol = protocol;
	r->ep = ep;
	r->opener = *trap_caller(t);
	r->opener.copy_from = NULL;
	r->opener.copy_to = NULL;
	if (type & SOCK_NONBLOCK) {
		int on = 1;

		ioctl(fds[1], FIONBIO, &on);
	}
	ret = watch_add(sv, &r->watch, r->fd, EPOLLIN | EPOLLOUT | EPOLLET | EPOLLRDHUP);
	if (!ret)
		ret = trap_give(t, fds[1], true, type & SOCK_CLOEXEC);
	close(fds[1]);
	if (ret != TRAP_DONE) {
		close(fds[0]);
		goto fail;
	}
	r->next = sv->replacements;
	sv->replacements = r;
	return TRAP_DONE;

fail:
	free(r);
	rpc_close(sv->rpc, ep);
	return ret;
}

void replacements_free(struct supervisor *sv)
{
	while (sv->replacements)
		unlink_replacement(sv, sv->replacements);
}
