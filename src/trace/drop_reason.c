// SPDX-License-Identifier: GPL-2.0-or-later
/* Names and texts of the drop reasons; see drop_reason.h. */
#include "trace/drop_reason.h"

static const struct {
	const char *name, *text;
} reasons[] = {{"CONSUMED", "it reached its end"},
#define R(name, text) {#name, text},
	       SKB_DROP_REASONS(R)
#undef R
};

const char *drop_reason_name(unsigned int reason)
{
	return reason < SKB_DROP_REASON_MAX ? reasons[reason].name : "?";
}

const char *drop_reason_text(unsigned int reason)
{
	return reason < SKB_DROP_REASON_MAX ? reasons[reason].text : "?";
}
