/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the supervisor's files share; see supervisor.c for the story.
 *
 *	supervisor.c	the loop, signals, the end of the tree
 *	trap.c		a trapped call: the program's memory, descriptors and identity
 *	sock.c		traps of socket calls
 *	replacement.c	sockets of ours in the program's hands
 *	procfile.c	traps of calls with a path
 *	path.c		which paths are a namespace's
 */
#ifndef QUINTET_INTERCEPT_SUPERVISOR_INTERNAL_H
#define QUINTET_INTERCEPT_SUPERVISOR_INTERNAL_H

#include <limits.h>
#include <linux/netlink.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "rpc/client.h"

#define RECV_ROOM     (256u << 10) /* the longest netlink datagram that is passed on */
#define IN_FLIGHT_MAX 2
#define CACHED_EPS    64
#define SCRATCH_SIZE  (1u << 20)

struct supervisor;
struct trap;

/** struct watch - a descriptor in the supervisor's loop; the first member of what it belongs to */
struct watch {
	void (*fn)(struct supervisor *sv, struct watch *w, uint32_t events);
	struct watch *next_dead;
	bool dead;
};

int watch_add(struct supervisor *sv, struct watch *w, int fd, uint32_t events);
/** watch_kill() - watch @fd no longer, close it, and free what @w belongs to after this batch */
void watch_kill(struct supervisor *sv, struct watch *w, int fd);

/**
 * struct replacement - a socketpair, one end of which is in the program's hands
 * @fd: our end
 * @cookie: SO_COOKIE of the other end: finds us, however its descriptor was copied
 * @ep: the endpoint behind it
 * @in_flight: datagrams that the program has not received yet, at most; @groups are theirs
 * @err: to be returned by the next receive
 * @stash: a datagram that did not fit
 */
struct replacement {
	struct watch watch;
	struct replacement *next;
	int fd;
	uint64_t cookie;
	int domain, type, protocol;
	uint32_t ep;
	struct rpc_caller opener;
	unsigned int in_flight;
	uint32_t groups[IN_FLIGHT_MAX];
	int err;
	uint8_t *stash;
	size_t stash_len;
	uint32_t stash_group;
};

/** struct sysctl_file - a file of /proc/sys that is open for writing: a socketpair, too */
struct sysctl_file {
	struct watch watch;
	struct sysctl_file *next;
	int fd;
	uint64_t cookie;
	struct rpc_caller opener;
	char path[];
};

/** struct parked - a recvfrom(2) that waits; answered when data, a signal or its time comes */
struct parked {
	struct parked *next;
	struct seccomp_notif req;
	uint64_t deadline_ns; /* CLOCK_MONOTONIC, 0: none */
};

/** struct cached_ep - the endpoint of one of the program's own sockets */
struct cached_ep {
	uint64_t cookie, used;
	uint32_t ep;
};

struct supervisor {
	/* Immutable once the tree runs */
	const char *name;
	char rundir[PATH_MAX];
	struct rpc_client *rpc;
	int listener, epfd, sigfd, base_fd;
	bool private_net, root_inside;
	pid_t main_pid;
	size_t req_size, resp_size;
	struct seccomp_notif *req;
	struct seccomp_notif_resp *resp;
	uint8_t *scratch;
	struct watch w_listener, w_signals, w_rpc;

	/* Changing */
	struct replacement *replacements;
	struct sysctl_file *sysctls;
	struct parked *parked;
	struct cached_ep cache[CACHED_EPS];
	uint64_t uses;
	uint32_t names;
	struct watch *dead;
	bool main_done, lost;
	int main_status;
};

/* ---- trap.c ---- */

/* What a handler returns besides a value or a negative errno. */
#define TRAP_CONTINUE INT64_MIN /* let the kernel make the call */
#define TRAP_DONE     (INT64_MIN + 1) /* answered, or to be answered later */

/**
 * struct trap - one trapped system call
 * @tid: the thread that made it
 * @who: the program's identity, filled by trap_caller()
 */
struct trap {
	struct supervisor *sv;
	const struct seccomp_notif *req;
	pid_t tid, tgid;
	int pidfd;
	bool known;
	struct rpc_caller who;
};

typedef int64_t trap_fn(struct trap *t);

void trap_init(struct trap *t, struct supervisor *sv, const struct seccomp_notif *req);
void trap_fini(struct trap *t);

/** remote_address() - an address of the program's, for an iovec; never followed here */
static inline void *remote_address(uint64_t addr)
{
	return (void *)(uintptr_t)addr; /* NOLINT(performance-no-int-to-ptr) */
}

/** trap_arg() - the @n-th argument as the kernel's C type int */
int trap_int(const struct trap *t, int n);
uint64_t trap_arg(const struct trap *t, int n);

/** trap_alive() - is the call still waiting? Else its pid may be somebody else's */
bool trap_alive(const struct trap *t);

int trap_read(struct trap *t, void *dst, uint64_t addr, size_t len);
int trap_write(struct trap *t, uint64_t addr, const void *src, size_t len);
/** trap_string() - a path; => its length, -EFAULT, -ENAMETOOLONG */
int trap_string(struct trap *t, char *buf, size_t size, uint64_t addr);

/** trap_caller() - who makes the call, with access to its memory */
const struct rpc_caller *trap_caller(struct trap *t);

/** trap_fd() - a copy of the program's descriptor, or a negative errno */
int trap_fd(struct trap *t, int fd);

/**
 * trap_give() - put a copy of our @fd into the program; it becomes the call's result
 * @high: at a number that the filter recognises
 *
 * => TRAP_DONE or a negative errno.
 */
int64_t trap_give(struct trap *t, int fd, bool high, bool cloexec);

int trap_answer(struct supervisor *sv, uint64_t id, int64_t result);

/** sock_cookie() - a socket's identity in the kernel, 0 if @fd is none */
uint64_t sock_cookie(int fd);

/* ---- replacement.c ---- */

/** replacement_create() - @ep becomes the replacement's; => TRAP_DONE or a negative errno */
int64_t replacement_create(struct trap *t, int domain, int type, int protocol, uint32_t ep);
struct replacement *replacement_lookup(struct supervisor *sv, uint64_t cookie);
/** replacement_pump() - fill the socketpair as far as it should be */
void replacement_pump(struct supervisor *sv, struct replacement *r);
/** replacement_woken() - the namespace has something for endpoint @ep */
void replacement_woken(struct supervisor *sv, uint32_t ep);
/** replacement_send() - a datagram of the program; => bytes or a negative errno */
int64_t replacement_send(struct supervisor *sv, const struct rpc_caller *who, struct replacement *r,
			 const void *buf, size_t len);
/** replacement_took() - the program has received a datagram; => the group it came from */
uint32_t replacement_took(struct replacement *r);
void replacements_free(struct supervisor *sv);

/** pair_create() - a socketpair whose first end has a name that looks like a netlink address */
int pair_create(struct supervisor *sv, int fds[2], uint64_t *cookie);

/* ---- sock.c ---- */

trap_fn trap_socket, trap_bind, trap_connect, trap_getsockname, trap_getpeername, trap_setsockopt,
	trap_getsockopt, trap_ioctl, trap_sendto, trap_sendmsg, trap_recvfrom, trap_recvmsg,
	trap_write_call, trap_writev, trap_pwrite;

/** parked_retry() - see whether waiting receives can be answered; called from the loop */
void parked_retry(struct supervisor *sv);

/* ---- procfile.c ---- */

trap_fn trap_open, trap_openat, trap_openat2, trap_creat, trap_stat, trap_newfstatat, trap_statx,
	trap_access, trap_faccessat, trap_readlink, trap_readlinkat, trap_statfs;

struct sysctl_file *sysctl_lookup(struct supervisor *sv, uint64_t cookie);
void sysctls_free(struct supervisor *sv);

/* ---- path.c ---- */

enum path_kind {
	PATH_OTHER,
	PATH_PROC, /* below /proc/net or /proc/sys/net */
	PATH_LOCK, /* a tool's lock file; the canonical form is the suffix of ours */
	PATH_SELF, /* PATH_MARKER */
	PATH_SYSFS, /* the host's devices in /sys, which are not the program's */
};

#define PATH_MARKER "/proc/net/quintet"

/**
 * path_classify() - is this path the namespace's?
 * @path: absolute, any number of slashes and dots in it
 * @canon: receives the canonical form: "/proc/net/…" also for "/proc/PID/net/…"
 * @size: its room
 *
 * Pure: symbolic links are not followed.
 */
enum path_kind path_classify(const char *path, char *canon, size_t size);

#endif
