/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What targets that change packets have in common. */
#ifndef QUINTET_XTABLES_TARGET_TARGET_INTERNAL_H
#define QUINTET_XTABLES_TARGET_TARGET_INTERNAL_H

#include "xtables/target/targets.h"

/**
 * target_changed() - put a change into the packet's story
 * @by, @field: "TTL", "ttl"
 * @hex: print the values as 0x…
 *
 * Call it guarded by unlikely(skb->story).
 */
void target_changed(const struct sk_buff *skb, const char *by, const char *field, bool hex,
		    u32 from, u32 to) __cold;

#endif
