// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The one registration list.  A new match, target, device, netlink subsystem or proc file is a row
 * here; nothing registers itself.
 */
#include "assembly/modules.h"

#include "abi/netlink.h"
#include "abi/procfs/procfs.h"
#include "abi/rtnetlink/rtnetlink.h"
#include "abi/sockopt/ip_tables.h"
#include "drivers/drivers.h"
#include "net/fib.h"
#include "net/if_inet6.h"
#include "net/neighbour.h"
#include "nf/nf_queue.h"
#include "path/path.h"
#include "xtables/family/ip6_tables.h"
#include "xtables/family/ip_tables.h"
#include "xtables/match/matches.h"
#include "xtables/target/targets.h"

static int nothing(struct net *net)
{
	return 0;
}

static const struct xt_match *const matches[] = {
	ip6t_ah_mt,	 ip6t_eui64_mt, ip6t_frag_mt,  ip6t_hbh_mt, ip6t_ipv6header_mt,
	ip6t_mh_mt,	 ip6t_rt_mt,	ip6t_srh_mt,   ipt_ah_mt,   xt_esp_mt,
	xt_addrtype_mt,	 xt_comment_mt, xt_dscp_mt,    xt_hl_mt,    xt_icmp_mt,
	xt_iprange_mt,	 xt_length_mt,	xt_limit_mt,   xt_mac_mt,   xt_mark_mt,
	xt_multiport_mt, xt_owner_mt,	xt_pkttype_mt, xt_quota_mt, xt_statistic_mt,
	xt_tcpudp_mt,	 xt_time_mt,
};

static const struct xt_target *const targets[] = {
	ip6t_REJECT_tg, ipt_REJECT_tg, xt_DSCP_tg,   xt_HL_tg,
	xt_LOG_tg,	xt_MARK_tg,    xt_TCPMSS_tg, xt_TRACE_tg,
};

static int xt_extensions_init(struct net *net)
{
	int err;

	for (unsigned int i = 0; i < ARRAY_SIZE(matches); i++)
		for (const struct xt_match *m = matches[i]; m->name[0]; m++) {
			err = xt_register_match(net, m);
			if (err)
				return err;
		}
	for (unsigned int i = 0; i < ARRAY_SIZE(targets); i++)
		for (const struct xt_target *t = targets[i]; t->name[0]; t++) {
			err = xt_register_target(net, t);
			if (err)
				return err;
		}
	return 0;
}

/* The kinds of `ip link add … type KIND`. */
static int link_kinds_init(struct net *net)
{
	const struct rtnl_link_ops *const kinds[] = {bridge_link_ops(), dummy_link_ops(),
						     veth_link_ops(), vlan_link_ops()};
	int err = 0;

	for (unsigned int i = 0; i < ARRAY_SIZE(kinds) && !err; i++)
		err = rtnl_link_register(net, kinds[i]);
	return err;
}

/* From the foundation up; taken down in the reverse order. */
const struct net_module net_modules[] = {
	{"netdev", netdev_net_init, netdev_net_exit},
	{"devinet", devinet_net_init, devinet_net_exit},
	{"fib", fib_net_init, fib_net_exit},
	{"addrconf", addrconf_net_init, addrconf_net_exit},
	{"neigh", neigh_net_init, neigh_net_exit},
	{"loopback", loopback_net_init, NULL},
	{"vlan", vlan_net_init, NULL},
	{"bridge", bridge_net_init, NULL},
	{"path", path_net_init, path_net_exit},
	{"arp", arp_net_init, arp_net_exit},
	{"igmp6", igmp6_net_init, igmp6_net_exit},
	{"ndisc", ndisc_net_init, ndisc_net_exit},
	{"abi", abi_net_init, abi_net_exit},
	{"rtnetlink", rtnetlink_net_init, rtnetlink_net_exit},
	{"link_kinds", link_kinds_init, NULL},
	{"procfs", procfs_net_init, procfs_net_exit},
	{"nf_queue", nothing, nf_queue_exit},
	{"x_tables", xt_net_init, xt_net_exit},
	{"ip_tables", ip_tables_net_init, NULL},
	{"ip6_tables", ip6_tables_net_init, NULL},
	{"ip_tables_abi", ip_tables_abi_init, NULL},
	{"xt_extensions", xt_extensions_init, NULL},
};
const unsigned int net_modules_count = ARRAY_SIZE(net_modules);
