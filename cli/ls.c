/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * quintet ls: which namespaces run.
 *
 * Each socket in the runtime directory is asked; one that nobody serves is not shown.  A
 * namespace answers `info` with one JSON object: name, pid, started (seconds since 1970), devices.
 */
#include "cli.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "rpc/client.h"
#include "rpc/rundir.h"

static json_t *ask(const char *path)
{
	struct rpc_client *client;
	json_t *info = NULL;
	char *text = NULL;

	if (rpc_client_connect(path, &client))
		return NULL;
	if (!rpc_command(client, "info", &text))
		info = json_loads(text, 0, NULL);
	free(text);
	rpc_client_close(client);
	return info;
}

static int is_socket(const struct dirent *de)
{
	size_t n = strlen(de->d_name);

	return n > 5 && !strcmp(de->d_name + n - 5, ".sock");
}

/* Those that run, as an array sorted by name. */
static json_t *running(const char *dir)
{
	struct dirent **found = NULL;
	json_t *all = json_array();
	int n = scandir(dir, &found, is_socket, alphasort);

	for (int i = 0; i < n; i++) {
		char path[4400];
		json_t *info;

		snprintf(path, sizeof(path), "%s/%s", dir, found[i]->d_name);
		info = ask(path);
		if (info)
			json_array_append_new(all, info);
		free(found[i]);
	}
	free(found);
	return all;
}

static void print_devices(json_t *devices)
{
	json_t *d;
	size_t i;

	json_array_foreach (devices, i, d) {
		const char *name = "", *on = "";
		int queues = 0, link = 0;

		if (!json_unpack(d, "{s:s, s:s, s:i, s:b}", "name", &name, "device", &on, "queues",
				 &queues, "link", &link))
			printf("  %-15s %-24s %d queue%s, link %s\n", name, on, queues,
			       queues == 1 ? "" : "s", link ? "up" : "down");
	}
}

static void print_table(json_t *all)
{
	json_t *info;
	size_t i;

	json_array_foreach (all, i, info) {
		const char *name = NULL;
		json_int_t pid = 0;

		if (!json_unpack(info, "{s:s, s?I}", "name", &name, "pid", &pid))
			printf("%-32s %lld\n", name, (long long)pid);
		print_devices(json_object_get(info, "devices"));
	}
}

int cmd_ls(int argc, char **argv)
{
	bool json = argc == 2 && !strcmp(argv[1], "--json");
	char dir[4096];
	json_t *all;
	int err;

	if (argc > 2 || (argc == 2 && !json)) {
		bool help = argc == 2 && !strcmp(argv[1], "--help");

		fputs("Usage: quintet ls [--json]\nList running namespaces, their process and "
		      "their live devices.\n",
		      help ? stdout : stderr);
		return help ? EXIT_OK : EXIT_USAGE;
	}
	err = rundir_open(dir, sizeof(dir));
	if (err) {
		say_error("runtime directory: %s", strerror(-err));
		return EXIT_SETUP;
	}
	all = running(dir);
	if (json)
		json_dumpf(all, stdout, JSON_INDENT(2)), putchar('\n');
	else
		print_table(all);
	json_decref(all);
	return EXIT_OK;
}
