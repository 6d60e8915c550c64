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
#include "host/ports.h"
#include "rpc/rundir.h"

enum { MAX_DEVS = 256 };

static void usage(FILE *out)
{
	fputs("Usage: quintet up [--foreground] [--busy-poll] [--dev SPEC]... NAME\n"
	      "Start the namespace NAME: a loopback device, down, and no rules.\n\n"
	      "  --dev ETH=tap:TAP        a device on a TAP, made if it is not there\n"
	      "  --dev ETH=afpacket:IF    a device on one of the machine's\n"
	      "                           each with ,queues=N ,mac=MAC ,mtu=N ,netns=NAME\n"
	      "  --busy-poll              never sleep: lowest latency, one core busy\n"
	      "  --foreground             do not go into the background; log to standard error\n\n"
	      "In the background its log is NAME.log in the runtime directory.\n",
	      out);
}

static int explain(const char *name, int err, const char *why)
{
	if (*why)
		say_error("cannot start namespace '%s': %s", name, why);
	else if (err == -EADDRINUSE)
		say_error("namespace '%s' is running already", name);
	else
		say_error("cannot start namespace '%s': %s", name, strerror(-err));
	return EXIT_SETUP;
}

static int run_foreground(const struct live_config *config)
{
	struct live *live;
	char why[LIVE_WHY] = "";
	int err = live_create(config, &live, why);

	if (err)
		return explain(config->name, err, why);
	err = live_run(live);
	live_destroy(live);
	return err ? explain(config->name, err, "") : EXIT_OK;
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

/* What the child tells its parent. */
struct verdict {
	int err;
	char why[LIVE_WHY];
};

static void run_background(const struct live_config *config, int tell)
{
	struct live *live = NULL;
	struct verdict v = {0};
	int err;

	setsid();
	v.err = chdir("/") ? -errno : redirect(config->rundir, config->name);
	if (!v.err)
		v.err = live_create(config, &live, v.why);
	err = v.err;
	if (write(tell, &v, sizeof(v)) != sizeof(v))
		err = -EPIPE;
	close(tell);
	if (!err)
		err = live_run(live);
	live_destroy(live);
	_exit(err ? EXIT_SETUP : EXIT_OK);
}

static int start_background(const struct live_config *config)
{
	struct verdict v = {.err = -EIO};
	int pipes[2];
	pid_t pid;

	if (pipe2(pipes, O_CLOEXEC))
		return explain(config->name, -errno, "");
	pid = fork();
	if (!pid) {
		close(pipes[0]);
		run_background(config, pipes[1]);
	}
	close(pipes[1]);
	if (pid < 0)
		v.err = -errno;
	else if (read(pipes[0], &v, sizeof(v)) != sizeof(v))
		v = (struct verdict){.err = -EIO};
	close(pipes[0]);
	return v.err ? explain(config->name, v.err, v.why) : EXIT_OK;
}

static int add_dev(struct live_config *config, struct port_spec *dev, const char *text)
{
	char why[LIVE_WHY];

	if (config->devs == MAX_DEVS) {
		say_error("more than %d devices", MAX_DEVS);
		return -EINVAL;
	}
	if (port_spec_parse(text, &dev[config->devs], why, sizeof(why))) {
		say_error("--dev %s", why);
		return -EINVAL;
	}
	config->devs++;
	return 0;
}

static int usage_error(void)
{
	usage(stderr);
	return EXIT_USAGE;
}

/* => EXIT_OK to go on, else what the program ends with; -1: help was shown. */
static int read_options(int argc, char **argv, struct live_config *config, struct port_spec *dev,
			bool *foreground)
{
	static const struct option options[] = {{"foreground", no_argument, NULL, 'f'},
						{"busy-poll", no_argument, NULL, 'b'},
						{"dev", required_argument, NULL, 'd'},
						{"help", no_argument, NULL, 'h'},
						{0}};
	int c;

	while ((c = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		if (c == 'f')
			*foreground = true;
		else if (c == 'b')
			config->busy_poll = true;
		else if (c == 'd' && add_dev(config, dev, optarg))
			return EXIT_USAGE;
		else if (c == 'h')
			return -1;
		else if (c != 'd')
			return usage_error();
	}
	if (argc - optind != 1 || !rundir_name_ok(argv[optind]))
		return usage_error();
	config->name = argv[optind];
	return EXIT_OK;
}

int cmd_up(int argc, char **argv)
{
	struct port_spec dev[MAX_DEVS];
	struct live_config config = {.dev = dev};
	bool foreground = false;
	char dir[PATH_MAX];
	int err = read_options(argc, argv, &config, dev, &foreground);

	if (err < 0) {
		usage(stdout);
		return EXIT_OK;
	}
	if (err)
		return err;
	err = rundir_open(dir, sizeof(dir));
	if (err)
		return explain(config.name, err, "");
	config.rundir = dir;
	return foreground ? run_foreground(&config) : start_background(&config);
}
