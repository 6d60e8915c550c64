// SPDX-License-Identifier: GPL-2.0-or-later
/* Formats a line for a log sink; see log.h. */
#include "base/log.h"

#include <stdio.h>

void log_line(const struct log_sink *sink, int level, const char *fmt, ...)
{
	char text[1024];
	va_list ap;

	if (!sink || !sink->line)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	sink->line(sink->ctx, level, text);
}
