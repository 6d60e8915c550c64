/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Answers to IPv6 packets that a rule refuses. */
#ifndef QUINTET_XTABLES_TARGET_NF_REJECT_IPV6_H
#define QUINTET_XTABLES_TARGET_NF_REJECT_IPV6_H

#include "nf/netfilter.h"

/** nf_send_unreach6() - an ICMPv6 destination unreachable, @code; borrows @skb */
void nf_send_unreach6(struct sk_buff *skb, u8 code, unsigned int hook);
/** nf_send_reset6() - a TCP reset; borrows @skb; @sk: the socket that sent it, or NULL */
void nf_send_reset6(struct net *net, struct sock *sk, struct sk_buff *skb, unsigned int hook);

#endif
