/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Messages of the engine go to a sink that the embedder gives; there is no other output. */
#ifndef QUINTET_BASE_LOG_H
#define QUINTET_BASE_LOG_H

#include "base/types.h"
#include <stdarg.h>

/* The kernel's levels, which -j LOG --log-level uses. */
enum log_level {
	LOG_EMERG_,
	LOG_ALERT_,
	LOG_CRIT_,
	LOG_ERR_,
	LOG_WARNING_,
	LOG_NOTICE_,
	LOG_INFO_,
	LOG_DEBUG_,
};

/**
 * struct log_sink - where lines go
 * @line: one line without its newline; called on the thread that says it
 */
struct log_sink {
	void (*line)(void *ctx, int level, const char *text);
	void *ctx;
};

void log_line(const struct log_sink *sink, int level, const char *fmt, ...) __printf(3, 4);

#endif
