/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * quintet exec: run a command whose network is a namespace.
 *
 * Inside another `quintet exec` of the same namespace there is nothing to do but run the command:
 * a filter with a listener cannot be put on twice, and it is on already.
 */
#include "cli.h"

#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "intercept/intercept.h"
#include "rpc/rundir.h"

static void usage(FILE *out)
{
	fputs("Usage: quintet exec [--socket PATH] [--virtual-time] NAME COMMAND [ARGUMENT…]\n"
	      "Run COMMAND, and all that it starts, with the namespace NAME for its network.\n\n"
	      "  --socket PATH    the namespace's rpc socket, if it is not NAME's own\n"
	      "  --virtual-time   sleeps only move the namespace's clock\n\n"
	      "Exit status: COMMAND's; 126 or 127 if it cannot be run; 2 usage; 3 no such\n"
	      "namespace.\n",
	      out);
}

static int run_inside(const char *inside, const char *name, char **argv)
{
	int err;

	if (strcmp(inside, name) != 0) {
		say_error("already inside namespace '%s', cannot enter '%s'", inside, name);
		return EXIT_SETUP;
	}
	execvp(argv[0], argv);
	err = errno;
	say_error("%s: %s", argv[0], strerror(err));
	return err == ENOENT ? 127 : 126;
}

/* End as the command did, by the same signal too, but without a core of our own. */
static int end_as(int status)
{
	const struct rlimit none = {0};
	sigset_t set;
	int sig;

	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	sig = WTERMSIG(status);
	setrlimit(RLIMIT_CORE, &none);
	signal(sig, SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, sig);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	raise(sig);
	return 128 + sig;
}

static int run(const struct intercept_options *opt, char **argv)
{
	int status = 0, err = intercept_run(opt, argv, &status);

	if (!err)
		return end_as(status);
	if (err == -EBUSY)
		say_error("another program's system call filter is on us already");
	else
		say_not_running(opt->name, err);
	return EXIT_SETUP;
}

int cmd_exec(int argc, char **argv)
{
	static const struct option options[] = {{"socket", required_argument, NULL, 's'},
						{"virtual-time", no_argument, NULL, 'v'},
						{"help", no_argument, NULL, 'h'},
						{0}};
	struct intercept_options opt = {.fd = -1};
	char inside[128];
	int c;

	while ((c = getopt_long(argc, argv, "+h", options, NULL)) != -1) {
		switch (c) {
		case 's':
			opt.socket = optarg;
			break;
		case 'v':
			opt.virtual_time = true;
			break;
		case 'h':
			usage(stdout);
			return EXIT_OK;
		default:
			usage(stderr);
			return EXIT_USAGE;
		}
	}
	if (argc - optind < 2 || !rundir_name_ok(argv[optind])) {
		usage(stderr);
		return EXIT_USAGE;
	}
	opt.name = argv[optind];
	if (intercept_inside(inside, sizeof(inside)))
		return run_inside(inside, opt.name, argv + optind + 1);
	return run(&opt, argv + optind + 1);
}
