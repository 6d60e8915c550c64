/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The child's part: from fork(2) to execve(2). */
#ifndef QUINTET_INTERCEPT_LAUNCH_H
#define QUINTET_INTERCEPT_LAUNCH_H

#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>

struct intercept_options;

/**
 * struct launch - a program about to run
 * @rundir: the runtime directory
 * @parent: the supervisor
 * @user_ns, @net_ns: the kernel's namespaces to join, -1: none
 * @mask: the signal mask to give the program
 */
struct launch {
	const struct intercept_options *opt;
	const char *rundir;
	char **argv;
	pid_t parent;
	int user_ns, net_ns;
	sigset_t mask;
};

/** struct launched - what the child tells the supervisor, along with its listener */
struct launched {
	int err; /* 0, or why there is no listener */
	int base_fd;
	bool private_net;
	bool root_inside; /* in a user namespace that shows the caller as uid and gid 0 */
};

/** launch_child() - in the child; @sock leads to the supervisor; does not return */
void launch_child(const struct launch *l, int sock) __attribute__((noreturn));

/** launch_receive() - in the supervisor: what the child tells, and its listener in @fd */
int launch_receive(int sock, struct launched *said, int *fd);

/** launch_go() - let the child go on to its program */
int launch_go(int sock);

#endif
