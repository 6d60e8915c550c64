/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What refusing IPv4 and IPv6 packets have in common. */
#ifndef QUINTET_XTABLES_TARGET_NF_REJECT_H
#define QUINTET_XTABLES_TARGET_NF_REJECT_H

#include "nf/netfilter.h"

/** nf_reject_told() - the story tells of an answer that is not given; those given tell of themselves */
void nf_reject_told(const struct sk_buff *skb, const char *kind, const char *why,
		    struct trace_addr to);
/** nf_reject_verify_csum() - does @proto, whose header stands at @dataoff, protect its whole payload by
 * the 16-bit checksum, so that it can be checked? */
bool nf_reject_verify_csum(const struct sk_buff *skb, u32 dataoff, u8 proto);
/**
 * nf_reject_tcphdr_put() - the header of a reset in answer to @oth, without its checksum
 * @len: bytes of the segment that is answered, header included
 *
 * It takes its sequence number from what it answers, so that the sender believes it (RFC 9293,
 * 3.10.7.1): the acknowledged number if there is one, else zero and an acknowledgement of all that
 * was sent.
 */
struct tcphdr *nf_reject_tcphdr_put(struct sk_buff *nskb, const struct tcphdr *oth, u32 len);

#endif
