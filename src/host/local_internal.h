/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the files of the local port share; see local.c for the story.
 *
 *	local.c		packets, in and out
 *	local_netns.c	the kernel's namespace
 *	local_mirror.c	addresses and routes
 *	local_owner.c	whose socket a packet comes from
 */
#ifndef QUINTET_HOST_LOCAL_INTERNAL_H
#define QUINTET_HOST_LOCAL_INTERNAL_H

#include "net/net.h"

#include <linux/netlink.h>
#include <sys/types.h>

#define LOCAL_DEV "local"

/**
 * struct local_netns - descriptors into the kernel's namespace, -1: none
 * @user, @net: the namespaces; @user is -1 where the host's user namespace is used
 * @tun: non-blocking, with virtio headers
 * @rtnl, @diag: netlink sockets in it
 */
struct local_netns {
	int user, net, tun, rtnl, diag;
};

/** local_netns_open() - => 0 or a negative errno, then nothing is open */
int local_netns_open(struct local_netns *ns);
void local_netns_close(struct local_netns *ns);

/**
 * local_netlink() - one request to the kernel and its answer
 * @req: sequence number and port are filled in
 *
 * => bytes of the answer in @buf, or a negative errno; an acknowledgement is 0.
 */
ssize_t local_netlink(int fd, struct nlmsghdr *req, void *buf, size_t size);

/* ---- local_mirror.c ---- */

struct local_mirror;

int local_mirror_create(struct net *net, int rtnl, struct local_mirror **out);
void local_mirror_destroy(struct local_mirror *m);
/** local_mirror_sync() - if anything changed since the last time */
void local_mirror_sync(struct local_mirror *m);

/* ---- local_owner.c ---- */

struct local_owner;

struct local_owner *local_owner_create(int diag);
void local_owner_destroy(struct local_owner *o);
/**
 * local_owner_of() - the socket that sent @skb, data at the network header
 * @now_ns: an answer is believed for a while
 *
 * => borrowed until the next call; NULL: no program's
 */
struct sock *local_owner_of(struct local_owner *o, const struct sk_buff *skb, u64 now_ns);

#endif
