/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A live namespace.
 *
 * One thread: the loop waits for requests, for the namespace's next timer and for a signal to
 * end.  The namespace never looks at a clock; it is told the time after each wait, before the
 * request that ended the wait is served, so a rule's or a neighbour's age is right when somebody
 * looks at it.
 *
 * Frames of live devices are events of the loop like any other, a vector at a time.  When they come
 * one after the other the loop does not sleep between them: it looks again for up to SPIN_MAX_NS,
 * a time that grows while looking pays and shrinks while it does not.
 *
 * Commands are lines of text, the first word names a row of the table below.
 */
#include "host/live.h"

#include <errno.h>
#include <ftw.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/random.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include <jansson.h>

#include "assembly/namespace.h"
#include "host/eventloop.h"
#include "host/local.h"
#include "host/ports.h"
#include "host/server.h"
#include "host/trial.h"
#include "rpc/rundir.h"

enum { SPIN_MIN_NS = 1000, SPIN_MAX_NS = 50000 };

struct live {
	struct eventloop *loop;
	struct net *net;
	struct server *srv;
	struct ports *ports;
	struct local *local; /* NULL: no program has been here */
	int local_err; /* why there can be none */
	bool busy_poll;
	uint64_t armed; /* when the timer goes off, UINT64_MAX: never */
	uint64_t taken; /* frames at the last look */
	uint64_t last_frame; /* when it was */
	uint64_t spin_ns;
	struct event *ev_signal, *ev_timer;
	int sigfd;
	bool ended;
	time_t started;
	char *name;
	char rundir[PATH_MAX];
};

static uint64_t clock_ns(clockid_t clock)
{
	struct timespec ts;

	clock_gettime(clock, &ts);
	return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

/* ---- time ---- */

static void arm_timer(struct live *live, uint64_t now)
{
	uint64_t next = net_next_timer(live->net);

	if (next == live->armed && next > now)
		return;
	live->armed = next;
	if (next == UINT64_MAX)
		event_timer_set(live->ev_timer, 0, 0);
	else
		event_timer_set(live->ev_timer, next > now ? next - now : 1, 0);
}

/* How long the next wait may last: not at all while frames come one after the other. */
static int patience(struct live *live, uint64_t now)
{
	uint64_t taken = ports_taken(live->ports) + local_taken(live->local);
	bool came = taken != live->taken;

	if (live->busy_poll)
		return 0;
	if (came) {
		live->spin_ns = live->spin_ns * 2 + SPIN_MIN_NS;
		if (live->spin_ns > SPIN_MAX_NS)
			live->spin_ns = SPIN_MAX_NS;
		live->last_frame = now;
		live->taken = taken;
		return 0;
	}
	if (now - live->last_frame < live->spin_ns)
		return 0;
	live->spin_ns /= 4;
	return -1;
}

static void tell_time(void *ctx)
{
	struct live *live = ctx;

	net_advance(live->net, clock_ns(CLOCK_MONOTONIC));
}

/* Nothing to do: the time was told already. */
static void timer_due(void *ctx, uint32_t expiries)
{
}

/* ---- commands ---- */

static int command_down(struct live *live, const char *args, char **out)
{
	live->ended = true;
	return 0;
}

static int command_trace(struct live *live, const char *args, char **out)
{
	return trial_command(live->net, args, out);
}

static int command_info(struct live *live, const char *args, char **out)
{
	json_t *info = json_pack("{s:s, s:i, s:I, s:o}", "name", live->name, "pid", (int)getpid(),
				 "started", (json_int_t)live->started, "devices",
				 ports_describe(live->ports));

	*out = info ? json_dumps(info, JSON_COMPACT) : NULL;
	json_decref(info);
	return *out ? 0 : -ENOMEM;
}

/* @args is what stands behind the word and a blank, "" when there is nothing. */
static const struct {
	const char *word;
	int (*fn)(struct live *live, const char *args, char **out);
} commands[] = {
	{"down", command_down},
	{"info", command_info},
	{"trace", command_trace},
};

static int do_command(void *ctx, const char *text, char **out)
{
	size_t n = strcspn(text, " ");

	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		if (strlen(commands[i].word) == n && !strncmp(commands[i].word, text, n))
			return commands[i].fn(ctx, text[n] ? text + n + 1 : "", out);
	return -EINVAL;
}

/* Programs come: where are their sockets?  Where it was refused once it stays so. */
static int local_namespace(void *ctx, int *user, int *net)
{
	struct live *live = ctx;

	if (!live->local && !live->local_err)
		live->local_err = local_create(live->loop, live->net, &live->local);
	if (live->local)
		local_namespaces(live->local, user, net);
	return live->local_err;
}

/* ---- life ---- */

static void write_log(void *ctx, int level, const char *text)
{
	time_t now = time(NULL);
	struct tm tm;
	char stamp[32];

	strftime(stamp, sizeof(stamp), "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &tm));
	fprintf(stderr, "%s <%d> %s\n", stamp, level, text);
}

static struct net *make_net(struct live *live)
{
	struct quintet_env env = {
		.start_mono_ns = clock_ns(CLOCK_MONOTONIC),
		.start_real_ns = clock_ns(CLOCK_REALTIME),
		.log = write_log,
		.ctx = live,
	};

	if (getrandom(&env.seed, sizeof(env.seed), 0) != sizeof(env.seed))
		return NULL;
	return namespace_create(&env);
}

static void signal_ready(void *ctx, uint32_t events)
{
	struct live *live = ctx;

	live->ended = true;
}

static int watch_signals(struct live *live)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigprocmask(SIG_BLOCK, &set, NULL);
	live->sigfd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (live->sigfd < 0)
		return -errno;
	return eventloop_add(live->loop, live->sigfd, EPOLLIN, signal_ready, live,
			     &live->ev_signal);
}

static int serve(struct live *live)
{
	const struct server_ops ops = {
		.command = do_command, .local = local_namespace, .ctx = live};
	char path[PATH_MAX];
	int err = rundir_file(live->rundir, live->name, ".sock", path, sizeof(path));

	if (err)
		return err;
	live->srv = server_create(live->loop, live->net, live->name, &ops);
	return live->srv ? server_listen(live->srv, path) : -ENOMEM;
}

static int make_ports(struct live *live, const struct live_config *config, char *why)
{
	int err = 0;

	live->ports = ports_create(live->loop, live->net);
	if (!live->ports)
		return -ENOMEM;
	for (unsigned int i = 0; i < config->devs && !err; i++)
		err = ports_add(live->ports, &config->dev[i], why, LIVE_WHY);
	return err;
}

static int live_init(struct live *live, const struct live_config *config, char *why)
{
	int err;

	live->loop = eventloop_create();
	live->net = make_net(live);
	if (!live->loop || !live->net)
		return -ENOMEM;
	err = watch_signals(live);
	if (!err)
		err = eventloop_add_timer(live->loop, timer_due, live, &live->ev_timer);
	if (!err)
		err = serve(live);
	if (!err)
		err = make_ports(live, config, why);
	eventloop_set_prepare(live->loop, tell_time, live);
	return err;
}

int live_create(const struct live_config *config, struct live **out, char *why)
{
	struct live *live = calloc(1, sizeof(*live));
	int err = -ENAMETOOLONG;

	*why = 0;
	if (!live)
		return -ENOMEM;
	live->sigfd = -1;
	live->armed = UINT64_MAX;
	live->started = time(NULL);
	live->busy_poll = config->busy_poll;
	live->name = strdup(config->name);
	if (strlen(config->rundir) < sizeof(live->rundir) && live->name) {
		strcpy(live->rundir, config->rundir);
		err = live_init(live, config, why);
	}
	if (err) {
		live_destroy(live);
		return err;
	}
	*out = live;
	return 0;
}

int live_run(struct live *live)
{
	int ret = 0;

	while (ret >= 0 && !live->ended) {
		uint64_t now = clock_ns(CLOCK_MONOTONIC);

		ports_flush(live->ports);
		local_sync(live->local);
		arm_timer(live, now);
		ret = eventloop_run_once(live->loop, patience(live, now));
	}
	return ret < 0 ? ret : 0;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)remove(path); /* what cannot be removed is left; go on */
	return 0;
}

/* The files of a namespace that has ended. */
static void remove_files(const struct live *live)
{
	static const char *const files[] = {".xtables.lock", ".ebtables.lock"};
	char path[PATH_MAX];

	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++)
		if (!rundir_file(live->rundir, live->name, files[i], path, sizeof(path)))
			unlink(path);
	if (!rundir_file(live->rundir, live->name, ".proc", path, sizeof(path)))
		nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

void live_destroy(struct live *live)
{
	if (!live)
		return;
	/* Not those of another process that serves this name. */
	if (live->srv && server_listening(live->srv))
		remove_files(live);
	server_destroy(live->srv);
	local_destroy(live->local);
	ports_destroy(live->ports);
	namespace_destroy(live->net);
	event_remove(live->ev_signal);
	event_remove(live->ev_timer);
	if (live->sigfd >= 0)
		close(live->sigfd);
	eventloop_destroy(live->loop);
	free(live->name);
	free(live);
}
