/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sockopts 64 to 67 of level IPPROTO_IP, and 64 to 69 of level IPPROTO_IPV6: what iptables-legacy
 * and ip6tables-legacy say to their kernel. */
#ifndef QUINTET_ABI_SOCKOPT_IP_TABLES_H
#define QUINTET_ABI_SOCKOPT_IP_TABLES_H

#include "abi/endpoint.h"
#include "base/types.h"

/**
 * ipt_setsockopt(), ip6t_setsockopt() - IPT_SO_SET_REPLACE, IPT_SO_SET_ADD_COUNTERS
 *
 * => 0; -EPERM without the capability; -EINVAL, -EFAULT, -ENOENT, -EAGAIN, -ELOOP, -EPROTOTYPE,
 *    -ENOMEM, or what a match's or target's own check says.  After an error nothing has changed.
 */
int ipt_setsockopt(struct net *net, const struct ep_user *user, int optname, uint64_t optval,
		   uint32_t optlen);
int ip6t_setsockopt(struct net *net, const struct ep_user *user, int optname, uint64_t optval,
		    uint32_t optlen);
/**
 * ipt_getsockopt(), ip6t_getsockopt() - IPT_SO_GET_INFO, _ENTRIES, _REVISION_MATCH, _REVISION_TARGET
 *
 * Bytes that the kernel leaves as they are in the program's buffer (behind a match's name) are
 * written as zeros.
 */
int ipt_getsockopt(struct net *net, const struct ep_user *user, int optname, uint64_t optval,
		   int *optlen);
int ip6t_getsockopt(struct net *net, const struct ep_user *user, int optname, uint64_t optval,
		    int *optlen);

/** ip_tables_abi_init() - the sockopts and /proc/net/ip{,6}_tables_*; => 0, -EBUSY, -ENOMEM */
int __must_check ip_tables_abi_init(struct net *net);

#endif
