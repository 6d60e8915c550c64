/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a namespace gets from its embedder: the only outside world that it knows.
 */
#ifndef QUINTET_NET_ENV_H
#define QUINTET_NET_ENV_H

#include <stdint.h>

/**
 * struct quintet_env - clock, randomness and log of a namespace
 * @start_mono_ns: monotonic clock at creation; later times come by quintet_advance()
 * @start_real_ns: wall clock (UTC) at creation, ns since 1970
 * @seed: of every random choice; the same seed and input give the same output
 * @log: a line for people (level as in syslog), may be NULL
 * @ctx: handed to @log
 * @tz_minuteswest: the time zone of `-m time --kerneltz` (what settimeofday(2) tells a kernel)
 */
struct quintet_env {
	uint64_t start_mono_ns;
	uint64_t start_real_ns;
	uint64_t seed;
	void (*log)(void *ctx, int level, const char *text);
	void *ctx;
	int32_t tz_minuteswest;
};

#endif
