/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * `quintet exec`: run a program whose network is a namespace of ours.
 */
#ifndef QUINTET_INTERCEPT_INTERCEPT_H
#define QUINTET_INTERCEPT_INTERCEPT_H

#include <stdbool.h>
#include <stddef.h>

/**
 * struct intercept_options - what to run a program in
 * @name: the namespace's name, for messages, locks and $QUINTET_EXEC
 * @socket: path of its rpc socket; NULL: NAME.sock in the runtime directory
 * @fd: a socket connected to it, taken over; -1: connect to @socket
 * @virtual_time: sleeps are reported to the namespace and return at once
 */
struct intercept_options {
	const char *name;
	const char *socket;
	int fd;
	bool virtual_time;
};

/**
 * intercept_run() - run @argv and everything it starts, until it ends
 * @status: receives its status as waitpid(2) gives it; 127 and 126 as from a shell when it could
 *          not be started
 *
 * The calling process becomes the supervisor of the tree: it must be single threaded and have no
 * children of its own.  What the program leaves running is ended with it.
 * => 0, or why it could not begin: -ENOENT, -ECONNREFUSED (nobody runs there), -EACCES, -EPROTO
 *    (another version), -EOPNOTSUPP (the kernel has no user notification).
 */
int intercept_run(const struct intercept_options *opt, char **argv, int *status);

/**
 * intercept_inside() - are we inside already, and of which namespace?
 *
 * => true with the name in @name; asks the supervisor itself, so a scrubbed environment is no
 *    matter.
 */
bool intercept_inside(char *name, size_t size);

#endif
