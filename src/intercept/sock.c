/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Traps of socket calls.
 *
 * A descriptor is recognised by the socket behind it (SO_COOKIE of a copy fetched with
 * pidfd_getfd), so that dup, fork and close need no book-keeping.  A replacement leads to its
 * endpoint.  The program's own sockets, which the kernel made in the private network namespace,
 * get an endpoint each when the first option of ours is asked of them; xtables options are
 * answered on any socket, as the kernel does, so the endpoint only says of what family it is.
 * Endpoints of sockets long unused are closed and made again when needed: they hold no state.
 *
 * Receives on a replacement are made here, on a copy of the program's own end, for two reasons:
 * the source address has to be a netlink address for those who check (Go), and taking a datagram
 * is the moment to pull the next.  When there is nothing to take, a blocking recvmsg goes on in
 * the kernel, where signals reach it; a blocking recvfrom waits here (`struct parked`), because
 * Go's netlink libraries use it to wait for events and reject an address of another family.
 */
#include "intercept/supervisor_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define SEND_MAX    (1u << 20)
#define NL_NAME_LEN sizeof(struct sockaddr_nl)
#define MAX_IOV	    1024

static uint64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000u + ts.tv_nsec;
}

/* ---- opening ---- */

int64_t trap_socket(struct trap *t)
{
	int domain = trap_int(t, 0), type = trap_int(t, 1), protocol = trap_int(t, 2);
	uint32_t ep;
	int err;

	if (domain == AF_PACKET)
		return trap_caller(t)->cap_net_admin ? -EAFNOSUPPORT : -EPERM;
	err = rpc_socket(t->sv->rpc, trap_caller(t), domain, type & 0xf, protocol, &ep);
	return err ? err : replacement_create(t, domain, type, protocol, ep);
}

/* ---- which socket is it? ---- */

/* The replacement behind the first argument, or NULL. @copy receives the descriptor's copy. */
static struct replacement *replacement_of(struct trap *t, int *copy)
{
	struct replacement *r;

	*copy = trap_fd(t, trap_int(t, 0));
	if (*copy < 0)
		return NULL;
	r = replacement_lookup(t->sv, sock_cookie(*copy));
	if (!r) {
		close(*copy);
		*copy = -1;
	}
	return r;
}

/* As replacement_of(), without the copy. */
static struct replacement *replacement_behind(struct trap *t)
{
	int copy;
	struct replacement *r = replacement_of(t, &copy);

	if (r)
		close(copy);
	return r;
}

static int int_option(int fd, int option)
{
	int value = -1;
	socklen_t len = sizeof(value);

	return getsockopt(fd, SOL_SOCKET, option, &value, &len) ? -1 : value;
}

static int open_own(struct trap *t, int fd, uint32_t *ep)
{
	int domain = int_option(fd, SO_DOMAIN);

	/* Interface ioctls are asked on unix sockets, too. */
	if (domain != AF_INET && domain != AF_INET6)
		return rpc_socket(t->sv->rpc, trap_caller(t), AF_INET, SOCK_DGRAM, 0, ep);
	return rpc_socket(t->sv->rpc, trap_caller(t), domain, int_option(fd, SO_TYPE),
			  int_option(fd, SO_PROTOCOL), ep);
}

/* The slot of @cookie, or the one unused for longest. */
static struct cached_ep *cache_slot(struct supervisor *sv, uint64_t cookie)
{
	struct cached_ep *oldest = &sv->cache[0];

	for (int i = 0; i < CACHED_EPS; i++) {
		if (sv->cache[i].cookie == cookie)
			return &sv->cache[i];
		if (sv->cache[i].used < oldest->used)
			oldest = &sv->cache[i];
	}
	return oldest;
}

/* The endpoint of one of the program's own sockets. */
static int own_endpoint(struct trap *t, int fd, uint64_t cookie, uint32_t *ep)
{
	struct cached_ep *slot = cache_slot(t->sv, cookie);
	int err;

	if (slot->cookie != cookie) {
		if (slot->cookie)
			rpc_close(t->sv->rpc, slot->ep);
		*slot = (struct cached_ep){0};
		err = open_own(t, fd, &slot->ep);
		if (err)
			return err;
		slot->cookie = cookie;
	}
	slot->used = ++t->sv->uses;
	*ep = slot->ep;
	return 0;
}

/* => 0 with the endpoint behind the first argument; 1: not a socket; a negative errno. */
static int endpoint_of(struct trap *t, uint32_t *ep, struct replacement **r)
{
	int fd = trap_fd(t, trap_int(t, 0)), err = 0;
	uint64_t cookie;

	*r = NULL;
	if (fd < 0)
		return fd == -EBADF ? 1 : fd;
	cookie = sock_cookie(fd);
	if (!cookie)
		err = 1;
	else
		*r = replacement_lookup(t->sv, cookie);
	if (*r)
		*ep = (*r)->ep;
	else if (!err)
		err = own_endpoint(t, fd, cookie, ep);
	close(fd);
	return err;
}

/* ---- names ---- */

static int read_nl_name(struct trap *t, uint64_t addr, uint32_t len, struct sockaddr_nl *name)
{
	memset(name, 0, sizeof(*name));
	if (len < NL_NAME_LEN)
		return -EINVAL;
	if (trap_read(t, name, addr, NL_NAME_LEN))
		return -EFAULT;
	return name->nl_family == AF_NETLINK ? 0 : -EINVAL;
}

/* Write @name as getsockname(2) does: cut to the room, the whole length told. */
static int write_nl_name(struct trap *t, uint64_t addr, uint64_t len_addr,
			 const struct sockaddr_nl *name)
{
	uint32_t room, whole = NL_NAME_LEN;

	if (trap_read(t, &room, len_addr, sizeof(room)))
		return -EFAULT;
	if ((int32_t)room < 0)
		return -EINVAL;
	if (trap_write(t, addr, name, room < whole ? room : whole))
		return -EFAULT;
	return trap_write(t, len_addr, &whole, sizeof(whole)) ? -EFAULT : 0;
}

int64_t trap_bind(struct trap *t)
{
	struct replacement *r = replacement_behind(t);
	struct sockaddr_nl name;
	int err;

	if (!r)
		return TRAP_CONTINUE;
	if (r->domain != AF_NETLINK)
		return 0;
	err = read_nl_name(t, trap_arg(t, 1), trap_int(t, 2), &name);
	if (err)
		return err;
	return rpc_nl_bind(t->sv->rpc, trap_caller(t), r->ep, name.nl_pid, name.nl_groups);
}

int64_t trap_connect(struct trap *t)
{
	struct replacement *r = replacement_behind(t);
	struct sockaddr_nl name;
	sa_family_t family;
	int err;

	if (!r)
		return TRAP_CONTINUE;
	if (r->domain != AF_NETLINK)
		return -ENETUNREACH;
	if (trap_read(t, &family, trap_arg(t, 1), sizeof(family)))
		return -EFAULT;
	if (family == AF_UNSPEC)
		return 0;
	err = read_nl_name(t, trap_arg(t, 1), trap_int(t, 2), &name);
	if (err)
		return err;
	return name.nl_pid || name.nl_groups ? -EPERM : 0;
}

int64_t trap_getsockname(struct trap *t)
{
	struct replacement *r = replacement_behind(t);
	struct sockaddr_nl name = {.nl_family = AF_NETLINK};
	int err;

	if (!r || r->domain != AF_NETLINK)
		return TRAP_CONTINUE;
	err = rpc_nl_getsockname(t->sv->rpc, r->ep, &name.nl_pid, &name.nl_groups);
	return err ? err : write_nl_name(t, trap_arg(t, 1), trap_arg(t, 2), &name);
}

int64_t trap_getpeername(struct trap *t)
{
	struct replacement *r = replacement_behind(t);
	const struct sockaddr_nl name = {.nl_family = AF_NETLINK};

	if (!r || r->domain != AF_NETLINK)
		return TRAP_CONTINUE;
	return write_nl_name(t, trap_arg(t, 1), trap_arg(t, 2), &name);
}

/* ---- options ---- */

int64_t trap_setsockopt(struct trap *t)
{
	int level = trap_int(t, 1);
	struct replacement *r;
	uint32_t ep;
	int err;

	if (level == SOL_SOCKET)
		return TRAP_CONTINUE;
	err = endpoint_of(t, &ep, &r);
	if (err)
		return err > 0 ? TRAP_CONTINUE : err;
	if (trap_int(t, 4) < 0)
		return -EINVAL;
	return rpc_setsockopt(t->sv->rpc, trap_caller(t), ep, level, trap_int(t, 2), trap_arg(t, 3),
			      trap_int(t, 4));
}

/* What the socketpair would answer wrongly about itself. */
static int64_t replacement_option(struct trap *t, const struct replacement *r)
{
	int value;
	uint32_t room;

	switch (trap_int(t, 2)) {
	case SO_DOMAIN:
		value = r->domain;
		break;
	case SO_TYPE:
		value = r->type;
		break;
	case SO_PROTOCOL:
		value = r->protocol;
		break;
	default:
		return TRAP_CONTINUE;
	}
	if (trap_read(t, &room, trap_arg(t, 4), sizeof(room)))
		return -EFAULT;
	if ((int32_t)room < 0)
		return -EINVAL;
	room = room < sizeof(value) ? room : sizeof(value);
	if (trap_write(t, trap_arg(t, 3), &value, room))
		return -EFAULT;
	return trap_write(t, trap_arg(t, 4), &room, sizeof(room)) ? -EFAULT : 0;
}

int64_t trap_getsockopt(struct trap *t)
{
	int level = trap_int(t, 1), err;
	struct replacement *r;
	uint32_t ep, len;

	if (level == SOL_SOCKET) {
		r = replacement_behind(t);
		return r ? replacement_option(t, r) : TRAP_CONTINUE;
	}
	err = endpoint_of(t, &ep, &r);
	if (err)
		return err > 0 ? TRAP_CONTINUE : err;
	if (trap_read(t, &len, trap_arg(t, 4), sizeof(len)))
		return -EFAULT;
	if ((int32_t)len < 0)
		return -EINVAL;
	err = rpc_getsockopt(t->sv->rpc, trap_caller(t), ep, level, trap_int(t, 2), trap_arg(t, 3),
			     &len);
	if (err)
		return err;
	return trap_write(t, trap_arg(t, 4), &len, sizeof(len)) ? -EFAULT : 0;
}

int64_t trap_ioctl(struct trap *t)
{
	uint32_t cmd = (uint32_t)trap_arg(t, 1), ep;
	struct replacement *r;
	int err;

	/* FIOSETOWN to SIOCGSTAMPNS concern the socket itself. */
	if (cmd <= 0x8907)
		return TRAP_CONTINUE;
	err = endpoint_of(t, &ep, &r);
	if (err)
		return err > 0 ? TRAP_CONTINUE : err;
	return rpc_ioctl(t->sv->rpc, trap_caller(t), ep, cmd, trap_arg(t, 2));
}

/* ---- sending ---- */

/* The destination of a datagram must be the kernel. */
static int check_destination(struct trap *t, uint64_t addr, uint32_t len)
{
	struct sockaddr_nl name;
	int err;

	if (!addr || !len)
		return 0;
	err = read_nl_name(t, addr, len, &name);
	if (err)
		return err;
	return name.nl_pid ? -ECONNREFUSED : 0;
}

/* Bytes of the program's memory, malloc(3)ed. */
static void *gather(struct trap *t, const struct iovec *iov, size_t n, size_t *total)
{
	uint8_t *buf, *at;

	*total = 0;
	for (size_t i = 0; i < n; i++)
		if (iov[i].iov_len > SEND_MAX || (*total += iov[i].iov_len) > SEND_MAX)
			return NULL;
	at = buf = malloc(*total + 1);
	for (size_t i = 0; buf && i < n; i++) {
		if (trap_read(t, at, (uintptr_t)iov[i].iov_base, iov[i].iov_len)) {
			free(buf);
			return NULL;
		}
		at += iov[i].iov_len;
	}
	return buf;
}

static int64_t send_iov(struct trap *t, struct replacement *r, const struct iovec *iov, size_t n)
{
	size_t len;
	void *buf = gather(t, iov, n, &len);
	int64_t ret;

	if (!buf)
		return len > SEND_MAX ? -EMSGSIZE : -EFAULT;
	ret = replacement_send(t->sv, trap_caller(t), r, buf, len);
	free(buf);
	return ret;
}

int64_t trap_sendto(struct trap *t)
{
	struct iovec iov = {remote_address(trap_arg(t, 1)), trap_arg(t, 2)};
	struct replacement *r = replacement_behind(t);
	int err;

	if (!r)
		return TRAP_CONTINUE;
	err = r->domain == AF_NETLINK ? check_destination(t, trap_arg(t, 4), trap_int(t, 5)) : 0;
	return err ? err : send_iov(t, r, &iov, 1);
}

/* An iovec array of the program's, malloc(3)ed. */
static int read_iov(struct trap *t, uint64_t addr, uint64_t n, struct iovec **iov)
{
	*iov = NULL;
	if (n > MAX_IOV)
		return -EMSGSIZE;
	*iov = calloc(n + 1, sizeof(**iov));
	if (!*iov)
		return -ENOMEM;
	if (n && trap_read(t, *iov, addr, n * sizeof(**iov))) {
		free(*iov);
		*iov = NULL;
		return -EFAULT;
	}
	return 0;
}

static int read_msghdr(struct trap *t, struct msghdr *mh, struct iovec **iov)
{
	if (trap_read(t, mh, trap_arg(t, 1), sizeof(*mh)))
		return -EFAULT;
	return read_iov(t, (uintptr_t)mh->msg_iov, mh->msg_iovlen, iov);
}

int64_t trap_sendmsg(struct trap *t)
{
	struct replacement *r = replacement_behind(t);
	struct iovec *iov = NULL;
	struct msghdr mh;
	int64_t ret;

	if (!r)
		return TRAP_CONTINUE;
	ret = read_msghdr(t, &mh, &iov);
	if (ret)
		return ret;
	if (r->domain == AF_NETLINK)
		ret = check_destination(t, (uintptr_t)mh.msg_name, mh.msg_namelen);
	if (!ret)
		ret = send_iov(t, r, iov, mh.msg_iovlen);
	free(iov);
	return ret;
}

/* ---- receiving ---- */

/* A receive: where things go. */
struct receive {
	const struct iovec *iov;
	size_t n_iov;
	int flags;
	uint64_t name, name_len_addr; /* recvfrom */
	uint64_t msghdr; /* recvmsg */
};

static int scatter(struct trap *t, const struct iovec *iov, size_t n, const uint8_t *data,
		   size_t len)
{
	for (size_t i = 0; i < n && len; i++) {
		size_t part = iov[i].iov_len < len ? iov[i].iov_len : len;

		if (trap_write(t, (uintptr_t)iov[i].iov_base, data, part))
			return -EFAULT;
		data += part;
		len -= part;
	}
	return 0;
}

static size_t room_of(const struct iovec *iov, size_t n)
{
	size_t room = 0;

	for (size_t i = 0; i < n; i++) {
		if (iov[i].iov_len >= SCRATCH_SIZE - room)
			return SCRATCH_SIZE;
		room += iov[i].iov_len;
	}
	return room;
}

static int write_msghdr(struct trap *t, uint64_t msghdr, const struct sockaddr_nl *name, int flags)
{
	struct msghdr mh;

	if (trap_read(t, &mh, msghdr, sizeof(mh)))
		return -EFAULT;
	if (mh.msg_name) {
		uint32_t room = mh.msg_namelen < NL_NAME_LEN ? mh.msg_namelen : NL_NAME_LEN;

		if (trap_write(t, (uintptr_t)mh.msg_name, name, room))
			return -EFAULT;
		mh.msg_namelen = NL_NAME_LEN;
	}
	mh.msg_controllen = 0;
	mh.msg_flags = flags;
	return trap_write(t, msghdr, &mh, sizeof(mh)) ? -EFAULT : 0;
}

static int deliver(struct trap *t, const struct receive *rx, const uint8_t *data, size_t len,
		   uint32_t group, int flags)
{
	const struct sockaddr_nl name = {
		.nl_family = AF_NETLINK,
		.nl_groups = group && group <= 32 ? 1u << (group - 1) : 0,
	};
	int err = scatter(t, rx->iov, rx->n_iov, data, len);

	if (!err && rx->msghdr)
		err = write_msghdr(t, rx->msghdr, &name, flags);
	if (!err && rx->name)
		err = write_nl_name(t, rx->name, rx->name_len_addr, &name);
	return err;
}

/* A receive on @fd, a copy of the program's end; -EAGAIN when there is nothing. */
static int64_t take(struct trap *t, struct replacement *r, int fd, const struct receive *rx)
{
	size_t room = room_of(rx->iov, rx->n_iov), got;
	int peek = rx->flags & MSG_PEEK, err;
	uint32_t group;
	ssize_t n;

	n = recv(fd, t->sv->scratch, room, MSG_DONTWAIT | MSG_TRUNC | peek);
	if (n < 0)
		return -errno;
	got = (size_t)n < room ? (size_t)n : room;
	group = peek ? r->groups[0] : replacement_took(r);
	err = deliver(t, rx, t->sv->scratch, got, group, (size_t)n > room ? MSG_TRUNC : 0);
	if (!peek)
		replacement_pump(t->sv, r);
	if (err)
		return err;
	return rx->flags & MSG_TRUNC ? n : (ssize_t)got;
}

static int64_t receive(struct trap *t, struct replacement *r, int fd, const struct receive *rx)
{
	int64_t ret;

	if (r->err) {
		ret = r->err;
		r->err = 0;
		return ret;
	}
	ret = take(t, r, fd, rx);
	if (ret == -EAGAIN && !(rx->flags & MSG_DONTWAIT) && !(fcntl(fd, F_GETFL) & O_NONBLOCK))
		return TRAP_CONTINUE; /* it blocks */
	return ret;
}

int64_t trap_recvmsg(struct trap *t)
{
	struct receive rx = {.flags = trap_int(t, 2), .msghdr = trap_arg(t, 1)};
	struct replacement *r;
	struct iovec *iov = NULL;
	struct msghdr mh;
	int64_t ret;
	int fd;

	r = replacement_of(t, &fd);
	if (!r || r->domain != AF_NETLINK) {
		if (r)
			close(fd);
		return TRAP_CONTINUE;
	}
	ret = read_msghdr(t, &mh, &iov);
	if (!ret) {
		rx.iov = iov;
		rx.n_iov = mh.msg_iovlen;
		ret = receive(t, r, fd, &rx);
	}
	free(iov);
	close(fd);
	return ret;
}

/* ---- a recvfrom that waits ---- */

static uint64_t receive_deadline(int fd)
{
	struct timeval tv = {0};
	socklen_t len = sizeof(tv);

	if (getsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, &len) || (!tv.tv_sec && !tv.tv_usec))
		return 0;
	return now_ns() + (uint64_t)tv.tv_sec * 1000000000u + (uint64_t)tv.tv_usec * 1000u;
}

static int64_t park(struct trap *t, int fd)
{
	struct parked *p = calloc(1, sizeof(*p));

	if (!p)
		return -ENOMEM;
	p->req = *t->req;
	p->deadline_ns = receive_deadline(fd);
	p->next = t->sv->parked;
	t->sv->parked = p;
	return TRAP_DONE;
}

static int64_t recvfrom_once(struct trap *t, bool may_park)
{
	struct iovec iov = {remote_address(trap_arg(t, 1)), trap_arg(t, 2)};
	struct receive rx = {.iov = &iov, .n_iov = 1, .flags = trap_int(t, 3)};
	struct replacement *r;
	int64_t ret;
	int fd;

	rx.name = trap_arg(t, 4);
	rx.name_len_addr = trap_arg(t, 5);
	r = replacement_of(t, &fd);
	if (!r)
		return TRAP_CONTINUE;
	ret = r->domain == AF_NETLINK ? receive(t, r, fd, &rx) : TRAP_CONTINUE;
	/* Who does not ask for the address may as well wait in the kernel. */
	if (ret == TRAP_CONTINUE && r->domain == AF_NETLINK && rx.name && may_park)
		ret = park(t, fd);
	close(fd);
	return ret;
}

int64_t trap_recvfrom(struct trap *t)
{
	return recvfrom_once(t, true);
}

/* Is a signal waiting that the thread neither blocks nor ignores? */
static bool signal_pending(pid_t tid)
{
	unsigned long long pending = 0, blocked = 0, ignored = 0, value;
	char path[64], line[128];
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/status", tid);
	f = fopen(path, "re");
	if (!f)
		return false;
	while (fgets(line, sizeof(line), f)) {
		if (sscanf(line, "SigPnd: %llx", &value) == 1 ||
		    sscanf(line, "ShdPnd: %llx", &value) == 1)
			pending |= value;
		else if (sscanf(line, "SigBlk: %llx", &value) == 1)
			blocked = value;
		else if (sscanf(line, "SigIgn: %llx", &value) == 1)
			ignored = value;
	}
	fclose(f);
	return pending & ~blocked & ~ignored;
}

/* => what to answer, or TRAP_CONTINUE to go on waiting. */
static int64_t parked_result(struct trap *t, const struct parked *p)
{
	int64_t ret = recvfrom_once(t, false);

	if (ret != TRAP_CONTINUE)
		return ret;
	if (p->deadline_ns && now_ns() >= p->deadline_ns)
		return -EAGAIN;
	return signal_pending(t->tid) ? -EINTR : TRAP_CONTINUE;
}

void parked_retry(struct supervisor *sv)
{
	struct parked **at = &sv->parked;

	while (*at) {
		struct parked *p = *at;
		int64_t ret = TRAP_DONE;
		struct trap t;

		trap_init(&t, sv, &p->req);
		if (trap_alive(&t))
			ret = parked_result(&t, p);
		trap_fini(&t);
		if (ret == TRAP_CONTINUE) {
			at = &p->next;
			continue;
		}
		if (ret != TRAP_DONE)
			trap_answer(sv, p->req.id, ret);
		*at = p->next;
		free(p);
	}
}

/* ---- write(2): a datagram, or a value for a sysctl ---- */

static int64_t write_to(struct trap *t, const struct iovec *iov, size_t n)
{
	struct sysctl_file *file;
	struct replacement *r;
	uint64_t cookie;
	size_t len;
	int64_t ret;
	void *buf;
	int fd;

	fd = trap_fd(t, trap_int(t, 0));
	if (fd < 0)
		return TRAP_CONTINUE;
	cookie = sock_cookie(fd);
	close(fd);
	r = cookie ? replacement_lookup(t->sv, cookie) : NULL;
	if (r)
		return send_iov(t, r, iov, n);
	file = cookie ? sysctl_lookup(t->sv, cookie) : NULL;
	if (!file)
		return TRAP_CONTINUE;
	buf = gather(t, iov, n, &len);
	if (!buf)
		return len > SEND_MAX ? -EINVAL : -EFAULT;
	ret = rpc_proc_write(t->sv->rpc, trap_caller(t), file->path, buf, len);
	free(buf);
	return ret;
}

int64_t trap_write_call(struct trap *t)
{
	struct iovec iov = {remote_address(trap_arg(t, 1)), trap_arg(t, 2)};

	if (trap_int(t, 0) < t->sv->base_fd && !t->sv->sysctls)
		return TRAP_CONTINUE;
	return write_to(t, &iov, 1);
}

int64_t trap_pwrite(struct trap *t)
{
	return trap_write_call(t);
}

int64_t trap_writev(struct trap *t)
{
	struct iovec *iov = NULL;
	int64_t ret = read_iov(t, trap_arg(t, 1), trap_arg(t, 2), &iov);

	if (!ret)
		ret = write_to(t, iov, trap_arg(t, 2));
	free(iov);
	return ret;
}
