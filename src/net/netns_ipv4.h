/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The sysctls of net/ipv4 that the path reads, under the kernel's names and with its defaults.
 * /proc/sys/net/ipv4 (abi/procfs) writes them; reads are READ_ONCE.
 */
#ifndef QUINTET_NET_NETNS_IPV4_H
#define QUINTET_NET_NETNS_IPV4_H

#include "base/types.h"

struct ipv4_devconf;

/**
 * struct inet_frag_limits - how fragments may wait; bytes, jiffies
 * @high_thresh: above it no fragment is taken
 * @low_thresh: only shown: nothing is evicted for it
 * @max_dist: IPv4: fragments of a host's other datagrams between two of one; 0: no matter
 */
struct inet_frag_limits {
	unsigned long high_thresh, low_thresh;
	int timeout;
	int max_dist;
};

struct netns_ipv4 {
	/* conf/all and conf/default; a device's own is in its in_device */
	struct ipv4_devconf *devconf_all;
	struct ipv4_devconf *devconf_dflt;
	int sysctl_ip_default_ttl;
	int sysctl_ip_forward_update_priority;
	int sysctl_icmp_echo_ignore_all;
	int sysctl_icmp_echo_ignore_broadcasts;
	int sysctl_icmp_ignore_bogus_error_responses;
	int sysctl_icmp_ratelimit; /* ms */
	int sysctl_icmp_ratemask;
	int sysctl_icmp_errors_use_inbound_ifaddr;
	int sysctl_icmp_msgs_per_sec;
	int sysctl_icmp_msgs_burst;
	int sysctl_ip_no_pmtu_disc;
	int sysctl_ip_fwd_use_pmtu;
	int sysctl_fwmark_reflect;
	int sysctl_ip_nonlocal_bind;
	int sysctl_ip_early_demux;
	int sysctl_tcp_syncookies;
	struct inet_frag_limits frag_limits;
	int sysctl_fib_multipath_hash_policy, sysctl_fib_multipath_hash_fields;
	int sysctl_ip_rt_min_pmtu;
	int sysctl_ip_rt_mtu_expires; /* jiffies */
	int sysctl_ip_rt_gc_timeout; /* jiffies */
	u32 fnhe_genid; /* what next hops learnt before it changed is void */
};

void netns_ipv4_init(struct netns_ipv4 *v4);

#endif
