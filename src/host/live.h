/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A live namespace: an engine with everything in it, on the machine's own clock, served at a
 * socket.  `quintet up` is this and little else.
 */
#ifndef QUINTET_HOST_LIVE_H
#define QUINTET_HOST_LIVE_H

#include <stdbool.h>

struct live;
struct port_spec;

/**
 * struct live_config - what `quintet up` was told
 * @dev: --dev, taken apart by port_spec_parse(); borrowed
 * @busy_poll: never sleep
 */
struct live_config {
	const char *rundir, *name;
	const struct port_spec *dev;
	unsigned int devs;
	bool busy_poll;
};

#define LIVE_WHY 256

/**
 * live_create() - make the namespace and listen in its runtime directory
 * @why: LIVE_WHY bytes; receives one line where the errno does not say enough, else ""
 *
 * What it has to say goes to standard error, a line each.
 * => -EADDRINUSE: it runs already; -ENOMEM; any errno of socket(2), bind(2) and of its devices.
 */
int live_create(const struct live_config *config, struct live **live, char *why);

/** live_run() - until `down`, SIGTERM or SIGINT; 0 or a negative errno */
int live_run(struct live *live);

/** live_destroy() - ends the namespace and takes its files away, but not its log */
void live_destroy(struct live *live);

#endif
