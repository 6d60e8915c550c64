/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The loop of a running namespace: descriptors and timers, one thread, epoll(7).
 *
 * A callback may add and remove events, its own included; a removed one is never called again,
 * not even if the kernel had already reported it.
 */
#ifndef QUINTET_HOST_EVENTLOOP_H
#define QUINTET_HOST_EVENTLOOP_H

#include <stdbool.h>
#include <stdint.h>

struct eventloop;
struct event;

/** typedef event_fn - @events: EPOLLIN, EPOLLOUT, EPOLLHUP, … that hold */
typedef void event_fn(void *ctx, uint32_t events);

struct eventloop *eventloop_create(void);
/** eventloop_destroy() - the loop and every event left in it; descriptors added stay open */
void eventloop_destroy(struct eventloop *loop);

/**
 * eventloop_add() - watch a descriptor
 * @fd: stays the caller's, who removes the event before closing it
 * @events: an epoll mask, level triggered unless EPOLLET is in it
 * @ev: receives the event
 */
int eventloop_add(struct eventloop *loop, int fd, uint32_t events, event_fn *fn, void *ctx,
		  struct event **ev);
int event_modify(struct event *ev, uint32_t events);
/** event_remove() - watch no longer; NULL is fine; a timer's descriptor is closed */
void event_remove(struct event *ev);

/** eventloop_add_timer() - a timer, not running yet; @fn is called with the number of expiries */
int eventloop_add_timer(struct eventloop *loop, event_fn *fn, void *ctx, struct event **ev);
/**
 * event_timer_set() - go off after @delay_ns, then each @period_ns
 * @period_ns: 0: once; a @delay_ns of 0 with a @period_ns of 0 stops it
 */
int event_timer_set(struct event *ev, uint64_t delay_ns, uint64_t period_ns);

/** eventloop_set_prepare() - call @fn after each wait, before anything else; tells the time */
void eventloop_set_prepare(struct eventloop *loop, void (*fn)(void *ctx), void *ctx);

/**
 * eventloop_run_once() - wait, then call what is due
 * @timeout_ms: how long to wait, -1 for ever
 *
 * => the number of callbacks made, or a negative errno; 0 also after a signal.
 */
int eventloop_run_once(struct eventloop *loop, int timeout_ms);
/** eventloop_run() - until eventloop_stop() */
int eventloop_run(struct eventloop *loop);
/** eventloop_stop() - let eventloop_run() return after the callback that is running */
void eventloop_stop(struct eventloop *loop);

#endif
