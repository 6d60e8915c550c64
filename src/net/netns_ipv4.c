// SPDX-License-Identifier: GPL-2.0-or-later
/* The kernel's defaults of net/ipv4 sysctls in a fresh namespace. */
#include "net/netns_ipv4.h"

#include "base/clock.h"

void netns_ipv4_init(struct netns_ipv4 *v4)
{
	*v4 = (struct netns_ipv4){
		.sysctl_ip_default_ttl = 64,
		.sysctl_ip_forward_update_priority = 1,
		.sysctl_icmp_echo_ignore_broadcasts = 1,
		.sysctl_icmp_ignore_bogus_error_responses = 1,
		.sysctl_icmp_ratelimit = 1000,
		.sysctl_icmp_ratemask = 0x1818,
		.sysctl_icmp_msgs_per_sec = 1000,
		.sysctl_icmp_msgs_burst = 50,
		.sysctl_ip_early_demux = 1,
		.sysctl_tcp_syncookies = 1,
		.sysctl_ip_rt_min_pmtu = 552,
		.sysctl_ip_rt_mtu_expires = 600 * HZ,
		.sysctl_ip_rt_gc_timeout = 300 * HZ,
		.frag_limits = {.high_thresh = 4u << 20,
				.low_thresh = 3u << 20,
				.timeout = 30 * HZ,
				.max_dist = 64},
		.sysctl_fib_multipath_hash_fields = 7,
	};
}
