/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The packet's way: what path/ gives to a namespace.
 *
 *	netdev/  frames in and out of devices
 *	bridge/  frames from port to port
 *	arp/     the neighbours' addresses
 *	ipv4/    ip_rcv … ip_output, routes, ICMP and the local protocols
 */
#ifndef QUINTET_PATH_PATH_H
#define QUINTET_PATH_PATH_H

#include "net/netdevice.h"

/**
 * struct net_protocol - who gets datagrams of an IP protocol that are delivered here
 * @handler: skb->data is at the transport header; owns @skb.  => 0, or minus a protocol number:
 *	that protocol's handler is to have it (then it still belongs to the caller)
 */
struct net_protocol {
	int (*handler)(struct sk_buff *skb);
};

/** inet_add_protocol() - => 0, -EEXIST if the protocol has a handler, -EINVAL above 255 */
int __must_check inet_add_protocol(struct net *net, const struct net_protocol *prot,
				   unsigned int protocol);
/** inet_del_protocol() - waits for packets in it; => 0, -ENOENT if it is not @prot's */
int inet_del_protocol(struct net *net, const struct net_protocol *prot, unsigned int protocol);

/** path_net_init() - after devices, addresses, routes and lo; => 0, -ENOMEM */
int path_net_init(struct net *net);
void path_net_exit(struct net *net);
/** arp_net_init() - after path_net_init(): answers and asks for addresses; => 0, -ENOMEM */
int arp_net_init(struct net *net);
void arp_net_exit(struct net *net);
/** ndisc_net_init() - likewise for IPv6; igmp6_net_init() - before it: reports of groups */
int ndisc_net_init(struct net *net);
void ndisc_net_exit(struct net *net);
int igmp6_net_init(struct net *net);
void igmp6_net_exit(struct net *net);

/** bridge_link_ops() - `ip link add NAME type bridge` */
const struct rtnl_link_ops *bridge_link_ops(void);
/** bridge_net_init() - bridges follow what happens to their ports; => 0 or a negative errno */
int __must_check bridge_net_init(struct net *net);

#endif
