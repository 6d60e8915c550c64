/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A live namespace: an engine with everything in it, on the machine's own clock, served at a
 * socket.  `quintet up` is this and little else.
 */
#ifndef QUINTET_HOST_LIVE_H
#define QUINTET_HOST_LIVE_H

struct live;

/**
 * live_create() - make the namespace @name and listen in @rundir
 *
 * What it has to say goes to standard error, a line each.
 * => -EADDRINUSE: it runs already; -ENOMEM; any errno of socket(2) and bind(2).
 */
int live_create(const char *rundir, const char *name, struct live **live);

/** live_run() - until `down`, SIGTERM or SIGINT; 0 or a negative errno */
int live_run(struct live *live);

/** live_destroy() - ends the namespace and takes its files away, but not its log */
void live_destroy(struct live *live);

#endif
