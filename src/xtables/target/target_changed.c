// SPDX-License-Identifier: GPL-2.0-or-later
/* How a change by a target reads in a story; see target_internal.h. */
#include "xtables/target/target_internal.h"

static void number(char *field, size_t size, bool hex, u32 value)
{
	if (hex)
		trace_text(field, size, "0x%x", value);
	else
		trace_text(field, size, "%u", value);
}

void target_changed(const struct sk_buff *skb, const char *by, const char *field, bool hex,
		    u32 from, u32 to)
{
	struct trace_event ev = {.type = TRACE_change};

	trace_text(ev.change.by, sizeof(ev.change.by), "%s", by);
	trace_text(ev.change.field, sizeof(ev.change.field), "%s", field);
	number(ev.change.from, sizeof(ev.change.from), hex, from);
	number(ev.change.to, sizeof(ev.change.to), hex, to);
	skb_trace(skb, &ev);
}
