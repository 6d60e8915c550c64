/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the sub-commands share. One file each: cli/NAME.c. */
#ifndef QUINTET_CLI_CLI_H
#define QUINTET_CLI_CLI_H

#include <stddef.h>

struct rpc_client;

/* Exit codes, the same for every sub-command; `exec` ends with the program's. */
#define EXIT_OK	     0
#define EXIT_DIFFERS 1 /* a packet dropped, a case that differs */
#define EXIT_USAGE   2
#define EXIT_SETUP   3 /* could not be set up: no such namespace, no permission */

typedef int command_fn(int argc, char **argv);

command_fn cmd_exec, cmd_up, cmd_down, cmd_ls, cmd_run, cmd_replay, cmd_trace;

/** say_error() - one line on standard error: "quintet: …" */
void say_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/** say_not_running() - the one line for a namespace that cannot be reached, by errno */
void say_not_running(const char *name, int err);

/** connect_to() - to the namespace called @name; says why not; => 0 or an exit code */
int connect_to(const char *name, struct rpc_client **client);

#endif
