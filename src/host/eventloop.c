/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An epoll loop.
 *
 * Events are in a list of the loop.  One that is removed while a batch is being served is only
 * marked, and freed when the batch is over, because the batch may still point to it.
 */
#include "host/eventloop.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

#define BATCH 64

struct event {
	struct eventloop *loop;
	struct event *next;
	event_fn *fn;
	void *ctx;
	int fd;
	bool timer, dead;
};

struct eventloop {
	int epfd;
	struct event *events;
	bool serving, any_dead, stopped;
	void (*prepare)(void *ctx);
	void *prepare_ctx;
};

struct eventloop *eventloop_create(void)
{
	struct eventloop *loop = calloc(1, sizeof(*loop));

	if (!loop)
		return NULL;
	loop->epfd = epoll_create1(EPOLL_CLOEXEC);
	if (loop->epfd < 0) {
		free(loop);
		return NULL;
	}
	return loop;
}

static void free_dead(struct eventloop *loop)
{
	struct event **at = &loop->events;

	while (*at) {
		struct event *ev = *at;

		if (!ev->dead) {
			at = &ev->next;
			continue;
		}
		*at = ev->next;
		free(ev);
	}
	loop->any_dead = false;
}

void eventloop_destroy(struct eventloop *loop)
{
	if (!loop)
		return;
	for (struct event *ev = loop->events; ev; ev = ev->next)
		if (!ev->dead)
			event_remove(ev);
	free_dead(loop);
	close(loop->epfd);
	free(loop);
}

int eventloop_add(struct eventloop *loop, int fd, uint32_t events, event_fn *fn, void *ctx,
		  struct event **evp)
{
	struct event *ev = calloc(1, sizeof(*ev));
	struct epoll_event want = {.events = events, .data.ptr = ev};

	if (!ev)
		return -ENOMEM;
	*ev = (struct event){.loop = loop, .fn = fn, .ctx = ctx, .fd = fd};
	if (epoll_ctl(loop->epfd, EPOLL_CTL_ADD, fd, &want)) {
		free(ev);
		return -errno;
	}
	ev->next = loop->events;
	loop->events = ev;
	if (evp)
		*evp = ev;
	return 0;
}

int event_modify(struct event *ev, uint32_t events)
{
	struct epoll_event want = {.events = events, .data.ptr = ev};

	return epoll_ctl(ev->loop->epfd, EPOLL_CTL_MOD, ev->fd, &want) ? -errno : 0;
}

void event_remove(struct event *ev)
{
	if (!ev || ev->dead)
		return;
	epoll_ctl(ev->loop->epfd, EPOLL_CTL_DEL, ev->fd, NULL);
	if (ev->timer)
		close(ev->fd);
	ev->dead = true;
	ev->loop->any_dead = true;
	/* Outside a batch the list is swept by the next one, or by eventloop_destroy(). */
}

int eventloop_add_timer(struct eventloop *loop, event_fn *fn, void *ctx, struct event **evp)
{
	int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	struct event *ev = NULL;
	int err;

	if (fd < 0)
		return -errno;
	err = eventloop_add(loop, fd, EPOLLIN, fn, ctx, &ev);
	if (err || !ev) {
		close(fd);
		return err;
	}
	ev->timer = true;
	*evp = ev;
	return 0;
}

static struct timespec timespec_of(uint64_t ns)
{
	return (struct timespec){ns / 1000000000u, ns % 1000000000u};
}

int event_timer_set(struct event *ev, uint64_t delay_ns, uint64_t period_ns)
{
	struct itimerspec its = {.it_interval = timespec_of(period_ns)};

	if (!delay_ns)
		delay_ns = period_ns;
	its.it_value = timespec_of(delay_ns);
	return timerfd_settime(ev->fd, 0, &its, NULL) ? -errno : 0;
}

static void call(struct event *ev, uint32_t events)
{
	uint64_t expiries;

	if (!ev->timer)
		ev->fn(ev->ctx, events);
	else if (read(ev->fd, &expiries, sizeof(expiries)) == sizeof(expiries))
		ev->fn(ev->ctx, (uint32_t)expiries);
}

void eventloop_set_prepare(struct eventloop *loop, void (*fn)(void *ctx), void *ctx)
{
	loop->prepare = fn;
	loop->prepare_ctx = ctx;
}

int eventloop_run_once(struct eventloop *loop, int timeout_ms)
{
	struct epoll_event batch[BATCH];
	int n, calls = 0;

	if (loop->any_dead && !loop->serving)
		free_dead(loop);
	n = epoll_wait(loop->epfd, batch, BATCH, timeout_ms);
	if (n < 0)
		return errno == EINTR ? 0 : -errno;
	if (loop->prepare)
		loop->prepare(loop->prepare_ctx);
	loop->serving = true;
	for (int i = 0; i < n; i++) {
		struct event *ev = batch[i].data.ptr;

		if (ev->dead)
			continue;
		call(ev, batch[i].events);
		calls++;
	}
	loop->serving = false;
	return calls;
}

int eventloop_run(struct eventloop *loop)
{
	int ret = 0;

	loop->stopped = false;
	while (!loop->stopped && ret >= 0)
		ret = eventloop_run_once(loop, -1);
	return ret < 0 ? ret : 0;
}

void eventloop_stop(struct eventloop *loop)
{
	loop->stopped = true;
}
