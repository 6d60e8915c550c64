// SPDX-License-Identifier: GPL-2.0-or-later
/* See nf_reject.h. */
#include "xtables/target/nf_reject.h"

void nf_reject_told(const struct sk_buff *skb, const char *kind, const char *why,
		    struct trace_addr to)
{
	struct trace_event ev = {.type = TRACE_reply};

	if (likely(!skb->story))
		return;
	trace_text(ev.reply.kind, sizeof(ev.reply.kind), "%s", kind);
	trace_text(ev.reply.why, sizeof(ev.reply.why), "%s", why);
	ev.reply.to = to;
	skb_trace(skb, &ev);
}

bool nf_reject_verify_csum(const struct sk_buff *skb, u32 dataoff, u8 proto)
{
	const struct udphdr *uh;
	struct udphdr buf;

	switch (proto) {
	case IPPROTO_UDP:
		uh = skb_header_pointer(skb, dataoff, sizeof(buf), &buf);
		return !uh || uh->check;
	case IPPROTO_GRE:
	case IPPROTO_AH:
	case IPPROTO_ESP:
	case IPPROTO_SCTP:
	case IPPROTO_UDPLITE:
	case IPPROTO_DCCP:
		return false;
	}
	return true;
}

struct tcphdr *nf_reject_tcphdr_put(struct sk_buff *nskb, const struct tcphdr *oth, u32 len)
{
	struct tcphdr *th;

	skb_set_transport_header(nskb, (int)nskb->len);
	th = skb_put(nskb, sizeof(*th));
	*th = (struct tcphdr){
		.source = oth->dest, .dest = oth->source, .doff = sizeof(*th) / 4, .rst = 1};
	if (oth->ack) {
		th->seq = oth->ack_seq;
	} else {
		th->ack = 1;
		th->ack_seq = htonl(ntohl(oth->seq) + oth->syn + oth->fin + len - oth->doff * 4u);
	}
	return th;
}
