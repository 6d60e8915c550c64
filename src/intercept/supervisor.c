/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The supervisor of `quintet exec`.
 *
 * A program that configures or looks at a network does it by system calls on sockets and on files
 * of /proc.  Here those calls, and only those, are made on a namespace that lives in another
 * process.  The program is not changed, linked or preloaded, so static binaries and Go programs
 * are the same as any other; it needs no privilege, and what it starts is supervised with it.
 *
 *	program ──(seccomp: user notification)──► supervisor ──(rpc)──► namespace
 *	   ▲                                          │
 *	   └── result, or a descriptor, or "go on" ───┘
 *
 * In order of play.  intercept_run() connects to the namespace and forks; launch.c makes the
 * child's private kernel network and puts the filter (filter.c) on it; the child hands over the
 * listener and execs.  Then the loop: each trapped call is a `struct trap` (trap.c), a table
 * below names its handler by system call number, and the handler's value becomes the call's
 * result; or TRAP_CONTINUE lets the kernel make the call as if nothing had been.
 *
 *	socket calls (sock.c)	   xtables, ipset and ipvs options and interface ioctls of any
 *				   socket go to an endpoint; netlink sockets are replaced
 *	replacements (replacement.c)  a netlink socket is one end of a socketpair
 *	paths (procfile.c, path.c) /proc/net, /proc/sys/net, the tools' lock files
 *	sleeps			   with --virtual-time they only move the namespace's clock
 *
 * Safety.  What is not known is refused, by the filter or by the namespace.  What slips through
 * all the same, finds a kernel network namespace with nothing in it.  The filter cannot be taken
 * off, so the end of the supervisor would leave a tree in which no file can be opened (ENOSYS):
 * the supervisor is the parent of the tree, adopts its orphans (child subreaper), dies last, and
 * the first child dies with it (parent death signal).  Ending the program ends its background
 * processes.
 *
 * Rights.  Reading another process's memory needs the same user and no less capabilities: the
 * supervisor is the launcher itself, unchanged, and the parent of any user namespace it makes.
 * The programs run with no_new_privs: set-user-id bits have no effect in here.
 *
 * Order.  One thread serves everything.  A sendmsg on a netlink replacement is answered when the
 * namespace has dealt with it, as in the kernel.  Bytes written past the traps (a duplicate of a
 * descriptor with a low number) are served before the next trap is, so `echo 1 >file; cat file`
 * is in order.
 *
 * Signals.  A trapped call waits killable: a signal that kills ends it, others are delivered when
 * it returns, and it is never run twice.  Only short calls are served that way; what may block is
 * left to the kernel.  Signals sent to the supervisor are passed to the program; those of the
 * terminal reach it by themselves.
 *
 * Known differences: a file of /proc that stays open shows the content of its opening; a bad
 * value written to a sysctl through a duplicated descriptor is reported by the supervisor on its
 * standard error instead of by write(2), unless the descriptor is standard output and the value
 * short; unshare and setns of network namespaces are refused.
 */
#include "intercept/intercept.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "intercept/launch.h"
#include "intercept/supervisor_internal.h"
#include "rpc/rundir.h"

#define BATCH	  64
#define PARKED_MS 50

#ifndef SECCOMP_IOCTL_NOTIF_SET_FLAGS
#define SECCOMP_IOCTL_NOTIF_SET_FLAGS	   SECCOMP_IOW(4, __u64)
#define SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP (1UL << 0)
#endif

/* ---- the loop's descriptors ---- */

int watch_add(struct supervisor *sv, struct watch *w, int fd, uint32_t events)
{
	struct epoll_event ev = {.events = events, .data.ptr = w};

	return epoll_ctl(sv->epfd, EPOLL_CTL_ADD, fd, &ev) ? -errno : 0;
}

void watch_kill(struct supervisor *sv, struct watch *w, int fd)
{
	epoll_ctl(sv->epfd, EPOLL_CTL_DEL, fd, NULL);
	close(fd);
	w->dead = true;
	w->next_dead = sv->dead;
	sv->dead = w;
}

static void bury(struct supervisor *sv)
{
	while (sv->dead) {
		struct watch *w = sv->dead;

		sv->dead = w->next_dead;
		free(w);
	}
}

/* ---- sleeps ---- */

static int64_t sleep_for(struct trap *t, uint64_t addr, const struct timespec *from)
{
	struct timespec want;
	int64_t ns;

	if (trap_read(t, &want, addr, sizeof(want)))
		return -EFAULT;
	if (want.tv_sec < 0 || want.tv_nsec < 0 || want.tv_nsec > 999999999)
		return -EINVAL;
	ns = (want.tv_sec - from->tv_sec) * 1000000000 + want.tv_nsec - from->tv_nsec;
	return ns > 0 ? rpc_sleep(t->sv->rpc, (uint64_t)ns) : 0;
}

static int64_t trap_nanosleep(struct trap *t)
{
	return sleep_for(t, trap_arg(t, 0), &(struct timespec){0});
}

static int64_t trap_clock_nanosleep(struct trap *t)
{
	struct timespec from = {0};

	if ((trap_int(t, 1) & TIMER_ABSTIME) && clock_gettime(trap_int(t, 0), &from))
		return -errno;
	return sleep_for(t, trap_arg(t, 2), &from);
}

/* ---- traps ---- */

static trap_fn *const traps[] = {
	[SYS_socket] = trap_socket,
	[SYS_bind] = trap_bind,
	[SYS_connect] = trap_connect,
	[SYS_getsockname] = trap_getsockname,
	[SYS_getpeername] = trap_getpeername,
	[SYS_setsockopt] = trap_setsockopt,
	[SYS_getsockopt] = trap_getsockopt,
	[SYS_ioctl] = trap_ioctl,
	[SYS_sendto] = trap_sendto,
	[SYS_sendmsg] = trap_sendmsg,
	[SYS_recvfrom] = trap_recvfrom,
	[SYS_recvmsg] = trap_recvmsg,
	[SYS_write] = trap_write_call,
	[SYS_writev] = trap_writev,
	[SYS_pwrite64] = trap_pwrite,
	[SYS_openat] = trap_openat,
	[SYS_openat2] = trap_openat2,
	[SYS_newfstatat] = trap_newfstatat,
	[SYS_statx] = trap_statx,
	[SYS_faccessat] = trap_faccessat,
	[SYS_faccessat2] = trap_faccessat,
	[SYS_readlinkat] = trap_readlinkat,
	[SYS_statfs] = trap_statfs,
	[SYS_nanosleep] = trap_nanosleep,
	[SYS_clock_nanosleep] = trap_clock_nanosleep,
#ifdef SYS_open
	[SYS_open] = trap_open,
	[SYS_creat] = trap_creat,
	[SYS_stat] = trap_stat,
	[SYS_lstat] = trap_stat,
	[SYS_access] = trap_access,
	[SYS_readlink] = trap_readlink,
#endif
};

static int64_t handle(struct trap *t)
{
	int nr = t->req->data.nr;

	if (nr < 0 || nr >= (int)(sizeof(traps) / sizeof(*traps)) || !traps[nr])
		return -ENOSYS;
	return traps[nr](t);
}

static void say_lost(struct supervisor *sv)
{
	if (!sv->lost)
		dprintf(STDERR_FILENO, "quintet: the namespace '%s' has ended\n", sv->name);
	sv->lost = true;
}

static void listener_ready(struct supervisor *sv, struct watch *w, uint32_t events)
{
	int64_t result;
	struct trap t;

	if (!(events & EPOLLIN))
		return;
	memset(sv->req, 0, sv->req_size);
	if (ioctl(sv->listener, SECCOMP_IOCTL_NOTIF_RECV, sv->req))
		return; /* killed meanwhile */
	trap_init(&t, sv, sv->req);
	result = handle(&t);
	trap_fini(&t);
	if (result != TRAP_DONE)
		trap_answer(sv, sv->req->id, result);
}

static void rpc_ready(struct supervisor *sv, struct watch *w, uint32_t events)
{
	if (!rpc_client_poll(sv->rpc))
		return;
	epoll_ctl(sv->epfd, EPOLL_CTL_DEL, rpc_client_fd(sv->rpc), NULL);
	say_lost(sv);
}

static void serve_wakes(struct supervisor *sv)
{
	uint32_t ep;

	while (rpc_client_woken(sv->rpc, &ep))
		replacement_woken(sv, ep);
}

/* ---- signals ---- */

static void reap(struct supervisor *sv)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (pid != sv->main_pid)
			continue;
		sv->main_status = status;
		sv->main_done = true;
	}
}

static void signal_ready(struct supervisor *sv, struct watch *w, uint32_t events)
{
	struct signalfd_siginfo si;

	while (read(sv->sigfd, &si, sizeof(si)) == sizeof(si)) {
		if (si.ssi_signo == SIGCHLD)
			reap(sv);
		else if (si.ssi_code <= 0 && !sv->main_done)
			kill(sv->main_pid, (int)si.ssi_signo);
	}
}

static void handled_signals(sigset_t *set)
{
	static const int signals[] = {SIGCHLD, SIGINT,	SIGTERM, SIGHUP,
				      SIGQUIT, SIGUSR1, SIGUSR2, SIGALRM};

	sigemptyset(set);
	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		sigaddset(set, signals[i]);
}

/* ---- the loop ---- */

/* Everything else before the traps: what was written past them has its turn first. */
static void run_once(struct supervisor *sv)
{
	struct epoll_event batch[BATCH];
	int n = epoll_wait(sv->epfd, batch, BATCH, sv->parked ? PARKED_MS : -1);
	uint32_t trapped = 0;

	for (int i = 0; i < n; i++) {
		struct watch *w = batch[i].data.ptr;

		if (w == &sv->w_listener)
			trapped = batch[i].events;
		else if (!w->dead)
			w->fn(sv, w, batch[i].events);
	}
	serve_wakes(sv);
	if (trapped)
		listener_ready(sv, &sv->w_listener, trapped);
	serve_wakes(sv);
	if (sv->parked)
		parked_retry(sv);
	bury(sv);
}

/* Kill our children until there are none: the children of the killed become ours. */
static void kill_tree(void)
{
	char path[64], *line = NULL;
	size_t size = 0;

	snprintf(path, sizeof(path), "/proc/self/task/%d/children", (int)getpid());
	for (;;) {
		FILE *f = fopen(path, "re");
		char *at, *end;

		if (f && getline(&line, &size, f) > 0)
			for (at = line; strtol(at, &end, 10) > 0 && end != at; at = end)
				kill((pid_t)strtol(at, NULL, 10), SIGKILL);
		if (f)
			fclose(f);
		if (waitpid(-1, NULL, 0) < 0 && errno == ECHILD)
			break;
	}
	free(line);
}

/* ---- beginning and end ---- */

static int notif_sizes(struct supervisor *sv)
{
	struct seccomp_notif_sizes sizes;

	if (syscall(SYS_seccomp, SECCOMP_GET_NOTIF_SIZES, 0, &sizes))
		return -EOPNOTSUPP;
	sv->req_size =
		sizes.seccomp_notif > sizeof(*sv->req) ? sizes.seccomp_notif : sizeof(*sv->req);
	sv->resp_size = sizes.seccomp_notif_resp > sizeof(*sv->resp) ? sizes.seccomp_notif_resp
								     : sizeof(*sv->resp);
	sv->req = calloc(1, sv->req_size);
	sv->resp = calloc(1, sv->resp_size);
	sv->scratch = malloc(SCRATCH_SIZE);
	return sv->req && sv->resp && sv->scratch ? 0 : -ENOMEM;
}

static int connect_namespace(struct supervisor *sv, const struct intercept_options *opt)
{
	char path[PATH_MAX];
	int err;

	if (opt->fd >= 0)
		return rpc_client_adopt(opt->fd, &sv->rpc);
	if (opt->socket)
		return rpc_client_connect(opt->socket, &sv->rpc);
	err = rundir_file(sv->rundir, opt->name, ".sock", path, sizeof(path));
	return err ? err : rpc_client_connect(path, &sv->rpc);
}

static int supervisor_init(struct supervisor *sv, const struct intercept_options *opt)
{
	sigset_t set;
	int err;

	sv->name = opt->name;
	sv->listener = sv->sigfd = -1;
	sv->epfd = epoll_create1(EPOLL_CLOEXEC);
	if (sv->epfd < 0)
		return -errno;
	err = rundir_open(sv->rundir, sizeof(sv->rundir));
	if (!err)
		err = connect_namespace(sv, opt);
	if (!err)
		err = notif_sizes(sv);
	if (err)
		return err;
	handled_signals(&set);
	sv->sigfd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (sv->sigfd < 0)
		return -errno;
	sv->w_signals.fn = signal_ready;
	sv->w_rpc.fn = rpc_ready;
	sv->w_listener.fn = listener_ready;
	err = watch_add(sv, &sv->w_signals, sv->sigfd, EPOLLIN);
	return err ? err : watch_add(sv, &sv->w_rpc, rpc_client_fd(sv->rpc), EPOLLIN);
}

static void supervisor_fini(struct supervisor *sv)
{
	replacements_free(sv);
	sysctls_free(sv);
	bury(sv);
	while (sv->parked) {
		struct parked *p = sv->parked;

		sv->parked = p->next;
		free(p);
	}
	rpc_client_close(sv->rpc);
	if (sv->listener >= 0)
		close(sv->listener);
	if (sv->sigfd >= 0)
		close(sv->sigfd);
	if (sv->epfd >= 0)
		close(sv->epfd);
	free(sv->req);
	free(sv->resp);
	free(sv->scratch);
	free(sv);
}

/* The child has its filter: take the listener, then let it go. */
static int take_over(struct supervisor *sv, int sock)
{
	const __u64 flags = SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP;
	struct launched said;
	int err = launch_receive(sock, &said, &sv->listener);

	if (err)
		return err;
	sv->base_fd = said.base_fd;
	sv->private_net = said.private_net;
	sv->root_inside = said.root_inside;
	/* Kernels before 6.6 do not know it; slower, not worse. */
	(void)ioctl(sv->listener, SECCOMP_IOCTL_NOTIF_SET_FLAGS, flags);
	err = watch_add(sv, &sv->w_listener, sv->listener, EPOLLIN);
	return err ? err : launch_go(sock);
}

static int launch(struct supervisor *sv, const struct intercept_options *opt, char **argv,
		  const sigset_t *mask)
{
	struct launch l = {
		.opt = opt, .rundir = sv->rundir, .argv = argv, .parent = getpid(), .mask = *mask};
	int socks[2], err;

	/* Without them the program has a namespace of its own, in which nobody answers. */
	(void)rpc_local(sv->rpc, &l.user_ns, &l.net_ns);
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, socks))
		return -errno;
	sv->main_pid = fork();
	if (!sv->main_pid) {
		close(socks[0]);
		launch_child(&l, socks[1]);
	}
	close(socks[1]);
	err = sv->main_pid < 0 ? -errno : take_over(sv, socks[0]);
	close(socks[0]);
	if (l.user_ns >= 0)
		close(l.user_ns);
	if (l.net_ns >= 0)
		close(l.net_ns);
	return err;
}

static int supervise(struct supervisor *sv, const struct intercept_options *opt, char **argv,
		     const sigset_t *mask, int *status)
{
	int err = launch(sv, opt, argv, mask);

	while (!err && !sv->main_done)
		run_once(sv);
	*status = sv->main_status;
	kill_tree();
	return err;
}

int intercept_run(const struct intercept_options *opt, char **argv, int *status)
{
	struct supervisor *sv = calloc(1, sizeof(*sv));
	sigset_t set, old;
	int err;

	if (!sv)
		return -ENOMEM;
	signal(SIGCHLD, SIG_DFL);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	handled_signals(&set);
	sigprocmask(SIG_BLOCK, &set, &old);
	err = supervisor_init(sv, opt);
	if (!err)
		err = supervise(sv, opt, argv, &old, status);
	supervisor_fini(sv);
	sigprocmask(SIG_SETMASK, &old, NULL);
	return err;
}

bool intercept_inside(char *name, size_t size)
{
	int fd = open(PATH_MARKER, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return false;
	n = read(fd, name, size - 1);
	close(fd);
	name[n > 0 ? n : 0] = 0;
	name[strcspn(name, "\n")] = 0;
	return n > 0;
}
