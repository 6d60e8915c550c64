/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Groups of socket options that subsystems answer (kernel: nf_register_sockopt).
 *
 * An option belongs to the group whose level is the call's and whose range holds its name.  Level
 * IPPROTO_IPV6 is answered on AF_INET6 sockets only, IPPROTO_IP on all but raw AF_INET6 ones.
 */
#ifndef QUINTET_ABI_SOCKOPT_H
#define QUINTET_ABI_SOCKOPT_H

#include "abi/endpoint.h"
#include "base/types.h"

/**
 * struct ep_sockopt_ops - one group; ranges are [min, max)
 * @level: SOL_IP, SOL_IPV6, …
 * @set: @len bytes stand at the program's @uaddr; => 0 or -errno
 * @get: *@len is the room at @uaddr, and on success the bytes written; => 0 or -errno
 *
 * Both are called only for a user with CAP_NET_ADMIN; others got -EPERM, as from the kernel's
 * netfilter options.
 */
struct ep_sockopt_ops {
	int level;
	int set_min, set_max;
	int get_min, get_max;
	int (*set)(struct net *net, const struct ep_user *user, int optname, u64 uaddr,
		   unsigned int len);
	int (*get)(struct net *net, const struct ep_user *user, int optname, u64 uaddr, int *len);
};

/** ep_register_sockopt() - @ops must outlive the namespace; => 0, -EBUSY (ranges overlap), -ENOMEM
 */
int __must_check ep_register_sockopt(struct net *net, const struct ep_sockopt_ops *ops);
void ep_unregister_sockopt(struct net *net, const struct ep_sockopt_ops *ops);

#endif
