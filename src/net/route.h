/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Routing a packet: the checks and look-ups around fib_lookup().
 */
#ifndef QUINTET_NET_ROUTE_H
#define QUINTET_NET_ROUTE_H

#include "net/ip_fib.h"

/**
 * ip_route_input_noref() - route a received packet; sets skb->rt
 *
 * => SKB_CONSUMED (0) or the drop reason: martians, rp_filter, no route with forwarding off, …  An
 *    error route (unreachable …) gives 0 and an rtable with rt_error, as in the kernel: ip_error()
 *    answers for it.
 */
enum skb_drop_reason ip_route_input_noref(struct sk_buff *skb, __be32 daddr, __be32 saddr, u8 tos,
					  struct net_device *dev);
/**
 * ip_route_output_key() - route for something sent from here
 * @fl: saddr 0 is filled in with the chosen source; oif binds to a device
 *
 * => 0 and *@rt (borrowed under RCU), or -ENETUNREACH, -EHOSTUNREACH, -EACCES, -EINVAL, -ENODEV.
 */
int ip_route_output_key(struct net *net, struct flowi4 *fl, struct rtable **rt);
/** ip_route_me_harder() - route again after a LOCAL_OUT hook changed what the route depends on;
 * @addr_type: RTN_UNSPEC looks it up; => 0 or a negative errno */
int ip_route_me_harder(struct net *net, struct sock *sk, struct sk_buff *skb,
		       unsigned int addr_type);

/** route_trace() - put a look-up into the packet's story; call it guarded by skb->story */
void route_trace(struct sk_buff *skb, const char *direction, __be32 saddr, __be32 daddr, u8 tos,
		 const struct rtable *rt, const char *result);

#endif
