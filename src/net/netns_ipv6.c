// SPDX-License-Identifier: GPL-2.0-or-later
/* The kernel's defaults of net/ipv6 sysctls in a fresh namespace. */
#include "net/netns_ipv6.h"

#include <limits.h>

void netns_ipv6_init(struct netns_ipv6 *v6)
{
	*v6 = (struct netns_ipv6){
		.sysctl_auto_flowlabels = 1,
		.sysctl_flowlabel_consistency = 1,
		.sysctl_fib_multipath_hash_fields = 7,
		.sysctl_idgen_retries = 3,
		.sysctl_idgen_delay = 1,
		.sysctl_max_dst_opts_cnt = 8,
		.sysctl_max_hbh_opts_cnt = 8,
		.sysctl_max_dst_opts_len = INT_MAX,
		.sysctl_max_hbh_opts_len = INT_MAX,
		.sysctl_mld_max_msf = 64,
		.sysctl_mld_qrv = 2,
		.sysctl_icmpv6_time = 1000,
		/* Errors but Packet Too Big: 0-1, 3-127. */
		.sysctl_icmpv6_ratemask = {~4ull, ~0ull, 0, 0},
		.sysctl_ip6_rt_mtu_expires = 600,
		.sysctl_ip6_rt_min_advmss = 1220,
		.sysctl_ip6_rt_max_size = INT_MAX,
		.sysctl_ip6_rt_gc_min_interval = 125, /* jiffies: half a second */
		.sysctl_ip6_rt_gc_timeout = 60,
		.sysctl_ip6_rt_gc_interval = 30,
		.sysctl_ip6_rt_gc_elasticity = 9,
		.sysctl_ip6_rt_gc_thresh = 1024,
	};
}
