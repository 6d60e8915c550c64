/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * quintet: Netfilter as an ordinary program.
 *
 * The first argument names a sub-command; each is a row below and a file of its own.
 */
#include "cli.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rpc/client.h"
#include "rpc/rundir.h"

static const struct command {
	const char *name, *args, *what;
	command_fn *fn;
} commands[] = {
	{"exec", "NAME COMMAND…", "run a command whose network is a namespace", cmd_exec},
	{"up", "[--foreground] NAME", "start a namespace", cmd_up},
	{"run", "[OPTION…] DIR…", "run case folders", cmd_run},
	{"replay", "--rules FILE… --in PORT=CAPTURE…", "captures through rules", cmd_replay},
	{"trace", "NAME DEVICE PACKET…", "what would become of a packet", cmd_trace},
	{"down", "NAME", "end a namespace", cmd_down},
	{"ls", "[--json]", "list running namespaces", cmd_ls},
};

#define N_COMMANDS (sizeof(commands) / sizeof(*commands))

static void usage(FILE *out)
{
	fputs("Usage: quintet SUB-COMMAND [OPTION…] …\n"
	      "Netfilter as an ordinary program: a network namespace in a process.\n\n",
	      out);
	for (size_t i = 0; i < N_COMMANDS; i++)
		fprintf(out, "  %-8s %-28s %s\n", commands[i].name, commands[i].args,
			commands[i].what);
	fputs("\n  quintet SUB-COMMAND --help  says more\n"
	      "\nExit status: 0 passed on, 1 dropped or differed, 2 usage, 3 could not be set up;\n"
	      "of exec, that of the command.\n",
	      out);
}

void say_error(const char *fmt, ...)
{
	va_list ap;

	fputs("quintet: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
}

void say_not_running(const char *name, int err)
{
	switch (err) {
	case -ENOENT:
	case -ECONNREFUSED:
		say_error("no namespace '%s' is running (start it with: quintet up %s)", name,
			  name);
		return;
	case -EPROTO:
		say_error("namespace '%s' is run by another version of quintet", name);
		return;
	default:
		say_error("cannot reach namespace '%s': %s", name, strerror(-err));
	}
}

int connect_to(const char *name, struct rpc_client **client)
{
	char dir[4096], path[4200];
	int err;

	if (!rundir_name_ok(name)) {
		say_error("'%s' cannot be a namespace's name", name);
		return EXIT_USAGE;
	}
	err = rundir_open(dir, sizeof(dir));
	if (err) {
		say_error("runtime directory: %s", strerror(-err));
		return EXIT_SETUP;
	}
	err = rundir_file(dir, name, ".sock", path, sizeof(path));
	if (!err)
		err = rpc_client_connect(path, client);
	if (!err)
		return 0;
	say_not_running(name, err);
	return EXIT_SETUP;
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		usage(stderr);
		return EXIT_USAGE;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "help") || !strcmp(argv[1], "-h")) {
		usage(stdout);
		return EXIT_OK;
	}
	if (!strcmp(argv[1], "--version")) {
		puts("quintet " QUINTET_VERSION);
		return EXIT_OK;
	}
	for (size_t i = 0; i < N_COMMANDS; i++)
		if (!strcmp(argv[1], commands[i].name))
			return commands[i].fn(argc - 1, argv + 1);
	say_error("there is no sub-command '%s' (see: quintet --help)", argv[1]);
	return EXIT_USAGE;
}
