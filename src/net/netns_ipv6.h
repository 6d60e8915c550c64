/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The sysctls of net/ipv6 that the path reads, under the kernel's names and with its defaults.
 * /proc/sys/net/ipv6 (abi/procfs) writes them; reads are READ_ONCE.
 */
#ifndef QUINTET_NET_NETNS_IPV6_H
#define QUINTET_NET_NETNS_IPV6_H

#include "base/types.h"

struct ipv6_devconf;

struct netns_ipv6 {
	/* conf/all and conf/default; a device's own is in its inet6_dev */
	struct ipv6_devconf *devconf_all;
	struct ipv6_devconf *devconf_dflt;
	int sysctl_bindv6only;
	int sysctl_anycast_src_echo_reply;
	int sysctl_auto_flowlabels;
	int sysctl_flowlabel_consistency;
	int sysctl_flowlabel_state_ranges;
	int sysctl_flowlabel_reflect;
	int sysctl_fib_multipath_hash_policy, sysctl_fib_multipath_hash_fields;
	int sysctl_fib_notify_on_flag_change;
	int sysctl_fwmark_reflect;
	int sysctl_idgen_retries, sysctl_idgen_delay;
	int sysctl_ip_nonlocal_bind;
	int sysctl_max_dst_opts_cnt,
		sysctl_max_hbh_opts_cnt; /* < 0: unknown options are not allowed */
	int sysctl_max_dst_opts_len, sysctl_max_hbh_opts_len;
	int sysctl_mld_max_msf, sysctl_mld_qrv;
	int sysctl_skip_notify_on_dev_down;
	int sysctl_icmpv6_time; /* icmp/ratelimit, ms */
	u64 sysctl_icmpv6_ratemask[4]; /* icmp/ratemask: bit of each ICMPv6 type */
	int sysctl_icmpv6_echo_ignore_all;
	int sysctl_icmpv6_echo_ignore_multicast;
	int sysctl_icmpv6_echo_ignore_anycast;
	int sysctl_icmpv6_error_anycast_as_unicast;
	int sysctl_ip6_rt_mtu_expires, sysctl_ip6_rt_min_advmss; /* s; bytes */
	int sysctl_ip6_rt_max_size, sysctl_ip6_rt_gc_min_interval, sysctl_ip6_rt_gc_timeout;
	int sysctl_ip6_rt_gc_interval, sysctl_ip6_rt_gc_elasticity, sysctl_ip6_rt_gc_thresh;
};

void netns_ipv6_init(struct netns_ipv6 *v6);

#endif
