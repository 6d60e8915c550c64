// SPDX-License-Identifier: GPL-2.0-or-later
/* Why a rule did not match, in words: see xt_mismatch() in x_tables.h. */
#include "xtables/x_tables.h"

#include <stdarg.h>
#include <stdio.h>

/* Both halves are formatted at once, since they share one list of arguments, then cut at the bar.
 * Text that was put in has no bar: matches put in numbers and fixed words. */
bool xt_mismatch_slow(struct xt_why *why, const char *field, const char *fmt, ...)
{
	char text[sizeof(why->have) + sizeof(why->want)], *bar;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	bar = strchr(text, '|');
	if (bar)
		*bar = '\0';
	snprintf(why->field, sizeof(why->field), "%s", field);
	snprintf(why->have, sizeof(why->have), "%.*s", (int)sizeof(why->have) - 1, text);
	snprintf(why->want, sizeof(why->want), "%.*s", (int)sizeof(why->want) - 1,
		 bar ? bar + 1 : "");
	return false;
}

const char *xt_range_text(char text[32], unsigned int lo, char sep, unsigned int hi)
{
	if (lo == hi)
		snprintf(text, 32, "%u", lo);
	else
		snprintf(text, 32, "%u%c%u", lo, sep, hi);
	return text;
}

const char *xt_mask_text(char text[32], u32 value, u32 mask)
{
	if (mask == UINT32_MAX)
		snprintf(text, 32, "0x%x", value);
	else
		snprintf(text, 32, "0x%x/0x%x", value, mask);
	return text;
}
