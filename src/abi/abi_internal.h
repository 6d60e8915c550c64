/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the parts of abi/ share: an endpoint's inside, and the namespace's state of the ABI. */
#ifndef QUINTET_ABI_INTERNAL_H
#define QUINTET_ABI_INTERNAL_H

#include "abi/endpoint.h"
#include "abi/netlink.h"
#include "abi/sockopt.h"
#include "net/net.h"

#define ABI_MAX_SOCKOPTS 16
#define ABI_MAX_FAMILIES 8

/* A datagram that waits to be read. */
struct nl_dgram {
	struct nl_dgram *next;
	u32 len;
	u32 group;
	u8 data[];
};

/** struct nl_sock - the netlink side of an endpoint */
struct nl_sock {
	const struct nl_family *family;
	u32 portid;
	bool bound;
	u64 groups; /* bit 0 is group 1 */
	bool cap_ack, ext_ack, strict_check, no_enobufs, pktinfo, broadcast_error, listen_all;
	struct nl_dgram *first, **last;
	size_t queued; /* bytes */
	bool overrun; /* events were lost: ENOBUFS once */
	bool dumping;
	struct nl_dump dump;
};

struct endpoint {
	struct cds_list_head list; /* the namespace's */
	struct net *net;
	int domain, type, protocol;
	u32 rcvbuf, sndbuf;
	struct nl_sock nl;
	void (*wake)(void *ctx);
	void *wake_ctx;
};

struct abi_state {
	struct cds_list_head endpoints;
	const struct ep_sockopt_ops *sockopt[ABI_MAX_SOCKOPTS];
	const struct nl_family *family[ABI_MAX_FAMILIES];
	unsigned int sockopts, families;
	u32 rover; /* the last port id that was made up */
};

static inline struct abi_state *abi_state(struct net *net)
{
	return net->slot[NET_SLOT_ABI];
}
const struct nl_family *netlink_family(struct net *net, int protocol);
void netlink_open(struct endpoint *ep);
void netlink_close(struct endpoint *ep);
int netlink_setsockopt(struct endpoint *ep, const struct ep_user *user, int optname, u64 optval,
		       u32 optlen);
int netlink_getsockopt(struct endpoint *ep, const struct ep_user *user, int optname, u64 optval,
		       u32 *optlen);
/* ioctl.c */
int netdev_ioctl(struct net *net, const struct ep_user *user, unsigned int cmd, u64 arg);

#endif
