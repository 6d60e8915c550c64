/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * quintet down: end a namespace, and wait until it has ended.
 */
#include "cli.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rpc/client.h"

#define PATIENCE_MS 5000

/* The connection closes with the process. */
static int await_end(struct rpc_client *client)
{
	struct pollfd p = {.fd = rpc_client_fd(client), .events = POLLIN};

	while (poll(&p, 1, PATIENCE_MS) > 0)
		if (rpc_client_poll(client))
			return 0;
	return -1;
}

int cmd_down(int argc, char **argv)
{
	struct rpc_client *client;
	char *out = NULL;
	int ret;

	if (argc != 2 || argv[1][0] == '-') {
		bool help = argc == 2 && !strcmp(argv[1], "--help");

		fputs("Usage: quintet down NAME\nEnd the namespace NAME.\n",
		      help ? stdout : stderr);
		return help ? EXIT_OK : EXIT_USAGE;
	}
	ret = connect_to(argv[1], &client);
	if (ret)
		return ret;
	ret = rpc_command(client, "down", &out);
	if (ret || await_end(client)) {
		say_error("namespace '%s' does not end", argv[1]);
		ret = EXIT_SETUP;
	}
	free(out);
	rpc_client_close(client);
	return ret;
}
