/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * quintet up: start a namespace in a process of its own.
 *
 * The child says over a pipe when it serves, or why it cannot; only then does `up` end, so that
 * the next command of a script finds the namespace.
 */
#include "cli.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/live.h"
#include "rpc/rundir.h"

static void usage(FILE *out)
{
	fputs("Usage: quintet up [--foreground] NAME\n"
	      "Start the namespace NAME: a loopback device, down, and no rules.\n\n"
	      "  --foreground   do not go into the background; log to standard error\n\n"
	      "In the background its log is NAME.log in the runtime directory.\n",
	      out);
}

static int explain(const char *name, int err)
{
	if (err == -EADDRINUSE)
		say_error("namespace '%s' is running already", name);
	else
		say_error("cannot start namespace '%s': %s", name, strerror(-err));
	return EXIT_SETUP;
}

static int run_foreground(const char *dir, const char *name)
{
	struct live *live;
	int err = live_create(dir, name, &live);

	if (err)
		return explain(name, err);
	err = live_run(live);
	live_destroy(live);
	return err ? explain(name, err) : EXIT_OK;
}

/* Standard input from nowhere, the rest into the log. */
static int redirect(const char *dir, const char *name)
{
	char path[PATH_MAX];
	int err = rundir_file(dir, name, ".log", path, sizeof(path)), null, log;

	if (err)
		return err;
	null = open("/dev/null", O_RDONLY);
	log = open(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW, 0600);
	if (null < 0 || log < 0)
		return -errno;
	dup2(null, STDIN_FILENO);
	dup2(log, STDOUT_FILENO);
	dup2(log, STDERR_FILENO);
	if (null > STDERR_FILENO)
		close(null);
	if (log > STDERR_FILENO)
		close(log);
	return 0;
}

static void run_background(const char *dir, const char *name, int tell)
{
	struct live *live = NULL;
	int err;

	setsid();
	err = chdir("/") ? -errno : redirect(dir, name);
	if (!err)
		err = live_create(dir, name, &live);
	if (write(tell, &err, sizeof(err)) != sizeof(err))
		err = -EPIPE;
	close(tell);
	if (!err)
		err = live_run(live);
	live_destroy(live);
	_exit(err ? EXIT_SETUP : EXIT_OK);
}

static int start_background(const char *dir, const char *name)
{
	int pipes[2], err = -EIO;
	pid_t pid;

	if (pipe2(pipes, O_CLOEXEC))
		return explain(name, -errno);
	pid = fork();
	if (!pid) {
		close(pipes[0]);
		run_background(dir, name, pipes[1]);
	}
	close(pipes[1]);
	if (pid < 0)
		err = -errno;
	else if (read(pipes[0], &err, sizeof(err)) != sizeof(err))
		err = -EIO;
	close(pipes[0]);
	return err ? explain(name, err) : EXIT_OK;
}

int cmd_up(int argc, char **argv)
{
	static const struct option options[] = {
		{"foreground", no_argument, NULL, 'f'}, {"help", no_argument, NULL, 'h'}, {0}};
	bool foreground = false;
	char dir[PATH_MAX];
	int c, err;

	while ((c = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		switch (c) {
		case 'f':
			foreground = true;
			break;
		case 'h':
			usage(stdout);
			return EXIT_OK;
		default:
			usage(stderr);
			return EXIT_USAGE;
		}
	}
	if (argc - optind != 1 || !rundir_name_ok(argv[optind])) {
		usage(stderr);
		return EXIT_USAGE;
	}
	err = rundir_open(dir, sizeof(dir));
	if (err)
		return explain(argv[optind], err);
	return foreground ? run_foreground(dir, argv[optind]) : start_background(dir, argv[optind]);
}
