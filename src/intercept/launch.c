/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From fork to exec.
 *
 *	child					supervisor
 *	environment, PATH
 *	own network and mount namespaces (if allowed)
 *	filter
 *	listener, how it went		  ──►	takes the listener, watches it
 *				 	  ◄──	go
 *	execve
 *
 * The private network namespace is a safety net: whatever should escape the filter finds a kernel
 * network with nothing but a loopback device.  The superuser gets it by itself; others through a
 * user namespace, in which they appear as uid 0, so that scripts that insist on root find it.
 * Where neither is allowed, the filter alone must do; it then traps raw sockets too.
 */
#include "intercept/launch.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "intercept/filter.h"
#include "intercept/intercept.h"
#include "intercept/legacy.h"

#define PATH_ROOM	4096
#define REPLACEMENTS	124 /* numbers kept for replacement descriptors below … */
#define SELECT_FD_LIMIT 1024 /* … what select(2) can take */

/* ---- namespaces ---- */

static int write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return -errno;
	n = write(fd, text, strlen(text));
	close(fd);
	return n == (ssize_t)strlen(text) ? 0 : -EIO;
}

static int become_root_inside(uid_t uid, gid_t gid)
{
	char map[64];
	int err;

	err = write_file("/proc/self/setgroups", "deny");
	if (err && err != -ENOENT)
		return err;
	snprintf(map, sizeof(map), "0 %u 1", uid);
	err = write_file("/proc/self/uid_map", map);
	if (err)
		return err;
	snprintf(map, sizeof(map), "0 %u 1", gid);
	return write_file("/proc/self/gid_map", map);
}

static void raise_loopback(void)
{
	struct ifreq ifr = {.ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return;
	ioctl(fd, SIOCSIFFLAGS, &ifr);
	close(fd);
}

/* The namespace in which the other programs are: directly, or as who its user namespace's owner
 * is.  => 1, 0: it is not to be had. */
static int join_net(const struct launch *l, bool *root_inside)
{
	if (l->net_ns < 0)
		return 0;
	if (!setns(l->net_ns, CLONE_NEWNET))
		return 1;
	if (l->user_ns < 0 || setns(l->user_ns, CLONE_NEWUSER))
		return 0;
	*root_inside = true;
	return !setns(l->net_ns, CLONE_NEWNET);
}

/* => 1: a network namespace of its own; 0: not allowed here; a negative errno: half of it. */
static int private_net(const struct launch *l, bool *root_inside)
{
	uid_t uid = geteuid();
	gid_t gid = getegid();
	int err;

	if (join_net(l, root_inside))
		return 1;
	if (*root_inside)
		return -EPERM;
	if (!unshare(CLONE_NEWNET)) {
		raise_loopback();
		return 1;
	}
	if (unshare(CLONE_NEWUSER | CLONE_NEWNET))
		return 0;
	err = become_root_inside(uid, gid);
	if (err)
		return err;
	*root_inside = true;
	raise_loopback();
	return 1;
}

/* ---- environment ---- */

static void set_environment(const struct launch *l)
{
	legacy_prepare(l->rundir);
	setenv("QUINTET_EXEC", l->opt->name, 1);
	setenv("QUINTET_RUNDIR", l->rundir, 1);
}

/* ---- to the supervisor and back ---- */

union fd_cmsg {
	struct cmsghdr head;
	char room[CMSG_SPACE(sizeof(int))];
};

static int tell(int sock, const struct launched *said, int fd)
{
	struct iovec iov = {(void *)said, sizeof(*said)};
	union fd_cmsg cmsg = {0};
	struct msghdr mh = {.msg_iov = &iov, .msg_iovlen = 1};

	if (fd >= 0) {
		mh.msg_control = &cmsg;
		mh.msg_controllen = sizeof(cmsg);
		cmsg.head.cmsg_level = SOL_SOCKET;
		cmsg.head.cmsg_type = SCM_RIGHTS;
		cmsg.head.cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(&cmsg.head), &fd, sizeof(fd));
	}
	return sendmsg(sock, &mh, MSG_NOSIGNAL) == sizeof(*said) ? 0 : -EPIPE;
}

int launch_receive(int sock, struct launched *said, int *fd)
{
	struct iovec iov = {said, sizeof(*said)};
	union fd_cmsg cmsg = {0};
	struct msghdr mh = {.msg_iov = &iov,
			    .msg_iovlen = 1,
			    .msg_control = &cmsg,
			    .msg_controllen = sizeof(cmsg)};

	if (recvmsg(sock, &mh, MSG_CMSG_CLOEXEC) != sizeof(*said))
		return -EPIPE;
	if (said->err)
		return said->err;
	if (!CMSG_FIRSTHDR(&mh))
		return -EPROTO;
	memcpy(fd, CMSG_DATA(CMSG_FIRSTHDR(&mh)), sizeof(*fd));
	return 0;
}

int launch_go(int sock)
{
	return write(sock, "", 1) == 1 ? 0 : -EPIPE;
}

/* ---- the child ---- */

static int choose_base(void)
{
	struct rlimit lim;
	rlim_t top = SELECT_FD_LIMIT;

	if (!getrlimit(RLIMIT_NOFILE, &lim) && lim.rlim_cur < top)
		top = lim.rlim_cur;
	return top > 2 * REPLACEMENTS ? (int)top - REPLACEMENTS : (int)top / 2;
}

static int install(const struct launch *l, struct launched *said)
{
	struct filter_options opt = {.virtual_time = l->opt->virtual_time};
	int net = private_net(l, &said->root_inside);

	if (net < 0)
		return net;
	if (net)
		legacy_mount(l->rundir);
	/* Only here: a change of credentials takes it away. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != l->parent)
		_exit(1);
	opt.private_net = said->private_net = net;
	opt.base_fd = said->base_fd = choose_base();
	return filter_install(&opt);
}

/* Is there a file of this name on PATH? A directory that we may not search is not one. */
static bool on_path(const char *name)
{
	char *path = strdup(getenv("PATH")), *rest = path, *dir, file[PATH_ROOM];
	bool found = false;

	while (!found && path && (dir = strsep(&rest, ":"))) {
		snprintf(file, sizeof(file), "%s/%s", *dir ? dir : ".", name);
		found = !access(file, F_OK);
	}
	free(path);
	return found;
}

static void start(const struct launch *l)
{
	int err;

	sigprocmask(SIG_SETMASK, &l->mask, NULL);
	execvp(l->argv[0], l->argv);
	err = errno;
	if (err == EACCES && !strchr(l->argv[0], '/') && !on_path(l->argv[0]))
		err = ENOENT;
	dprintf(STDERR_FILENO, "quintet: %s: %s\n", l->argv[0], strerror(err));
	_exit(err == ENOENT ? 127 : 126);
}

void launch_child(const struct launch *l, int sock)
{
	struct launched said = {0};
	int listener;
	char go;

	set_environment(l);
	listener = install(l, &said);
	if (listener < 0)
		said.err = listener;
	if (tell(sock, &said, listener) || said.err)
		_exit(1);
	if (read(sock, &go, 1) != 1)
		_exit(1);
	close(listener);
	close(sock);
	start(l);
	_exit(126);
}
