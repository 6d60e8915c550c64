/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One trapped system call: reading and writing the program's memory, its descriptors, and who it
 * is.
 *
 * The calling thread stands still until it is answered, unless it is killed; its pid could then
 * name another process.  So whatever was read through the pid counts only if the notification is
 * still valid afterwards, and before writing it is asked too.
 */
#include "intercept/supervisor_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define PAGE 4096u

void trap_init(struct trap *t, struct supervisor *sv, const struct seccomp_notif *req)
{
	*t = (struct trap){.sv = sv, .req = req, .tid = (pid_t)req->pid, .pidfd = -1};
}

void trap_fini(struct trap *t)
{
	if (t->pidfd >= 0)
		close(t->pidfd);
}

int trap_int(const struct trap *t, int n)
{
	return (int)t->req->data.args[n];
}

uint64_t trap_arg(const struct trap *t, int n)
{
	return t->req->data.args[n];
}

bool trap_alive(const struct trap *t)
{
	return !ioctl(t->sv->listener, SECCOMP_IOCTL_NOTIF_ID_VALID, &t->req->id);
}

/* ---- memory ---- */

static int move(pid_t pid, void *mine, uint64_t addr, size_t len, bool out)
{
	while (len) {
		struct iovec local = {mine, len}, remote = {remote_address(addr), len};
		ssize_t n = out ? process_vm_writev(pid, &local, 1, &remote, 1, 0)
				: process_vm_readv(pid, &local, 1, &remote, 1, 0);

		if (n <= 0)
			return -EFAULT;
		mine = (uint8_t *)mine + n;
		addr += n;
		len -= n;
	}
	return 0;
}

int trap_read(struct trap *t, void *dst, uint64_t addr, size_t len)
{
	int err = move(t->tid, dst, addr, len, false);

	return err ? err : trap_alive(t) ? 0 : -ESRCH;
}

int trap_write(struct trap *t, uint64_t addr, const void *src, size_t len)
{
	if (!len)
		return 0;
	return trap_alive(t) ? move(t->tid, (void *)src, addr, len, true) : -ESRCH;
}

int trap_string(struct trap *t, char *buf, size_t size, uint64_t addr)
{
	size_t have = 0;

	while (have < size) {
		size_t part = PAGE - (addr + have) % PAGE;
		const char *end;

		/* Paths are short; do not fetch a page for them. */
		if (!have && part > 256)
			part = 256;
		if (part > size - have)
			part = size - have;
		if (trap_read(t, buf + have, addr + have, part))
			return -EFAULT;
		end = memchr(buf + have, 0, part);
		if (end)
			return (int)(end - buf);
		have += part;
	}
	return -ENAMETOOLONG;
}

/* ---- identity ---- */

static int copy_from(void *ctx, void *dst, uint64_t addr, size_t len)
{
	return trap_read(ctx, dst, addr, len) ? -EFAULT : 0;
}

static int copy_to(void *ctx, uint64_t addr, const void *src, size_t len)
{
	return trap_write(ctx, addr, src, len) ? -EFAULT : 0;
}

/* The effective capabilities of a thread; inside a user namespace of ours they are its own. */
static bool has_net_admin(pid_t tid)
{
	struct __user_cap_header_struct head = {_LINUX_CAPABILITY_VERSION_3, tid};
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];

	if (syscall(SYS_capget, &head, data))
		return false;
	return data[0].effective & CAP_TO_MASK(CAP_NET_ADMIN);
}

static pid_t tgid_of(pid_t tid)
{
	char path[64], line[128];
	pid_t tgid = tid;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/status", tid);
	f = fopen(path, "re");
	if (!f)
		return tid;
	while (fgets(line, sizeof(line), f))
		if (sscanf(line, "Tgid: %d", &tgid) == 1)
			break;
	fclose(f);
	return tgid;
}

/* The process behind the thread, and a descriptor of it. */
static int open_process(struct trap *t)
{
	if (t->pidfd >= 0)
		return 0;
	t->tgid = t->tid;
	t->pidfd = (int)syscall(SYS_pidfd_open, t->tid, 0);
	if (t->pidfd < 0) {
		/* Only a process's first thread can be opened. */
		t->tgid = tgid_of(t->tid);
		t->pidfd = (int)syscall(SYS_pidfd_open, t->tgid, 0);
	}
	return t->pidfd < 0 ? -errno : trap_alive(t) ? 0 : -ESRCH;
}

const struct rpc_caller *trap_caller(struct trap *t)
{
	char path[32];
	struct stat st;

	if (t->known)
		return &t->who;
	t->known = true;
	open_process(t);
	t->who = (struct rpc_caller){.pid = t->tgid ? t->tgid : t->tid,
				     .uid = getuid(),
				     .gid = getgid(),
				     .copy_from = copy_from,
				     .copy_to = copy_to,
				     .ctx = t};
	snprintf(path, sizeof(path), "/proc/%d", t->tid);
	if (!stat(path, &st)) {
		t->who.uid = st.st_uid;
		t->who.gid = st.st_gid;
	}
	/* As the program sees itself: its user namespace has this one user. */
	if (t->sv->root_inside)
		t->who.uid = t->who.gid = 0;
	/* Without a namespace of its own a program cannot have the capability; the namespace is
	 * its user's all the same. */
	t->who.cap_net_admin = !t->sv->private_net || has_net_admin(t->tid);
	return &t->who;
}

/* ---- descriptors ---- */

int trap_fd(struct trap *t, int fd)
{
	int err = open_process(t), copy;

	if (err)
		return err;
	copy = (int)syscall(SYS_pidfd_getfd, t->pidfd, fd, 0);
	return copy < 0 ? -errno : copy;
}

/* The first number from the base on that the program does not use. */
static int free_number(struct trap *t)
{
	int err = open_process(t);

	if (err)
		return err;
	for (int number = t->sv->base_fd; number < t->sv->base_fd + 65536; number++) {
		int copy = (int)syscall(SYS_pidfd_getfd, t->pidfd, number, 0);

		if (copy < 0)
			return errno == EBADF ? number : -errno;
		close(copy);
	}
	return -EMFILE;
}

static int add_fd(struct trap *t, int fd, int number, bool cloexec)
{
	struct seccomp_notif_addfd add = {
		.id = t->req->id,
		.srcfd = fd,
		.newfd = number < 0 ? 0 : number,
		.flags = SECCOMP_ADDFD_FLAG_SEND | (number < 0 ? 0 : SECCOMP_ADDFD_FLAG_SETFD),
		.newfd_flags = cloexec ? O_CLOEXEC : 0,
	};

	return ioctl(t->sv->listener, SECCOMP_IOCTL_NOTIF_ADDFD, &add) < 0 ? -errno : 0;
}

int64_t trap_give(struct trap *t, int fd, bool high, bool cloexec)
{
	int number = high ? free_number(t) : -1;
	int err;

	if (high && number < 0)
		return number;
	err = add_fd(t, fd, number, cloexec);
	/* A limit lowered since: a low number works for all that do not look at addresses. */
	if (err == -EBADF && high)
		err = add_fd(t, fd, -1, cloexec);
	return err ? err : TRAP_DONE;
}

int trap_answer(struct supervisor *sv, uint64_t id, int64_t result)
{
	struct seccomp_notif_resp *resp = sv->resp;

	memset(resp, 0, sv->resp_size);
	resp->id = id;
	if (result == TRAP_CONTINUE)
		resp->flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
	else if (result < 0)
		resp->error = (int32_t)result;
	else
		resp->val = result;
	return ioctl(sv->listener, SECCOMP_IOCTL_NOTIF_SEND, resp) ? -errno : 0;
}

uint64_t sock_cookie(int fd)
{
	uint64_t cookie = 0;
	socklen_t len = sizeof(cookie);

	return getsockopt(fd, SOL_SOCKET, SO_COOKIE, &cookie, &len) ? 0 : cookie;
}
