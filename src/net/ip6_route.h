/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Routing an IPv6 packet: the checks and look-ups around fib6_lookup(), which path/ipv6/route.c does.
 */
#ifndef QUINTET_NET_IP6_ROUTE_H
#define QUINTET_NET_IP6_ROUTE_H

#include "net/ip6_fib.h"

/**
 * ip6_route_input() - route a received packet; sets skb->rt6, never leaves it NULL
 *
 * No route or an error route gives one with rt6_error: ip6_pkt_discard() and friends (path/ipv6)
 * answer for it.
 */
void ip6_route_input(struct sk_buff *skb);
/**
 * ip6_route_output() - route for something sent from here
 * @fl6: an unspecified saddr is filled in with the chosen source; oif binds to a device
 *
 * => 0 and *@rt (borrowed under RCU), or -ENETUNREACH, -EHOSTUNREACH, -EACCES, -EINVAL,
 *    -EADDRNOTAVAIL.
 */
int ip6_route_output(struct net *net, struct sock *sk, struct flowi6 *fl6, struct rt6_info **rt);
/** rt6_lookup() - the route by which @saddr would be reached out of ifindex @oif (0: any); @strict:
 * only that device; for rpfilter, anti-spoofing and redirects; NULL: none */
struct rt6_info *rt6_lookup(struct net *net, const struct in6_addr *daddr,
			    const struct in6_addr *saddr, int oif, bool strict);
/** ip6_route_me_harder() - route again after a LOCAL_OUT hook changed what the route depends on; =>
 * 0 or a negative errno */
int ip6_route_me_harder(struct net *net, struct sock *sk, struct sk_buff *skb);
/** ip6_dst_hoplimit() - the hop limit of a packet made here that leaves by @rt */
int ip6_dst_hoplimit(const struct rt6_info *rt);
/** route6_trace() - put a look-up into the packet's story; call it guarded by skb->story */
void route6_trace(struct sk_buff *skb, const char *direction, const struct flowi6 *fl6,
		  const struct rt6_info *rt, const char *result);

#endif
