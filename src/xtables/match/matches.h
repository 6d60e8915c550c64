/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every match, by the file that it stands in.
 *
 * Each array holds a file's revisions and families and ends with an entry that has no name.
 * assembly/modules.c registers them with a namespace.
 */
#ifndef QUINTET_XTABLES_MATCH_MATCHES_H
#define QUINTET_XTABLES_MATCH_MATCHES_H

#include "xtables/x_tables.h"

extern const struct xt_match ip6t_ah_mt[];
extern const struct xt_match ip6t_eui64_mt[];
extern const struct xt_match ip6t_frag_mt[];
extern const struct xt_match ip6t_hbh_mt[]; /* hbh, dst */
extern const struct xt_match ip6t_ipv6header_mt[];
extern const struct xt_match ip6t_mh_mt[];
extern const struct xt_match ip6t_rt_mt[];
extern const struct xt_match ip6t_srh_mt[];
extern const struct xt_match ipt_ah_mt[];
extern const struct xt_match xt_addrtype_mt[];
extern const struct xt_match xt_comment_mt[];
extern const struct xt_match xt_dscp_mt[]; /* dscp, tos */
extern const struct xt_match xt_esp_mt[];
extern const struct xt_match xt_hl_mt[]; /* ttl, hl */
extern const struct xt_match xt_icmp_mt[]; /* icmp, icmp6 */
extern const struct xt_match xt_iprange_mt[];
extern const struct xt_match xt_length_mt[];
extern const struct xt_match xt_limit_mt[];
extern const struct xt_match xt_mac_mt[];
extern const struct xt_match xt_mark_mt[];
extern const struct xt_match xt_multiport_mt[];
extern const struct xt_match xt_owner_mt[];
extern const struct xt_match xt_pkttype_mt[];
extern const struct xt_match xt_quota_mt[];
extern const struct xt_match xt_statistic_mt[];
extern const struct xt_match xt_tcpudp_mt[]; /* tcp, udp, udplite */
extern const struct xt_match xt_time_mt[];

#endif
