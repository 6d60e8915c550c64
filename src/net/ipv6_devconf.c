// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The settings of net/ipv6/conf/{all,default,DEV}: names, defaults, and what a write does besides.
 *
 * A device copies "default" when it gets its inet6_dev; later writes to "default" do not reach it.
 * Of "all" only a few settings reach the devices: forwarding, disable_ipv6, addr_gen_mode and
 * ignore_routes_with_linkdown; the others are combined with the device's own where they are read,
 * or read by nobody.
 */
#include "net/addrconf_internal.h"

#include <linux/netconf.h>
#include <stdlib.h>

/* clang-format off */
static const char *const devconf_name[DEVCONF_ALL_MAX] = {
	[DEVCONF_FORWARDING] = "forwarding",
	[DEVCONF_HOPLIMIT] = "hop_limit",
	[DEVCONF_MTU6] = "mtu",
	[DEVCONF_ACCEPT_RA] = "accept_ra",
	[DEVCONF_ACCEPT_REDIRECTS] = "accept_redirects",
	[DEVCONF_AUTOCONF] = "autoconf",
	[DEVCONF_DAD_TRANSMITS] = "dad_transmits",
	[DEVCONF_RTR_SOLICITS] = "router_solicitations",
	[DEVCONF_RTR_SOLICIT_INTERVAL] = "router_solicitation_interval",
	[DEVCONF_RTR_SOLICIT_DELAY] = "router_solicitation_delay",
	[DEVCONF_USE_TEMPADDR] = "use_tempaddr",
	[DEVCONF_TEMP_VALID_LFT] = "temp_valid_lft",
	[DEVCONF_TEMP_PREFERED_LFT] = "temp_prefered_lft",
	[DEVCONF_REGEN_MAX_RETRY] = "regen_max_retry",
	[DEVCONF_MAX_DESYNC_FACTOR] = "max_desync_factor",
	[DEVCONF_MAX_ADDRESSES] = "max_addresses",
	[DEVCONF_FORCE_MLD_VERSION] = "force_mld_version",
	[DEVCONF_ACCEPT_RA_DEFRTR] = "accept_ra_defrtr",
	[DEVCONF_ACCEPT_RA_PINFO] = "accept_ra_pinfo",
	[DEVCONF_ACCEPT_RA_RTR_PREF] = "accept_ra_rtr_pref",
	[DEVCONF_RTR_PROBE_INTERVAL] = "router_probe_interval",
	[DEVCONF_ACCEPT_RA_RT_INFO_MAX_PLEN] = "accept_ra_rt_info_max_plen",
	[DEVCONF_PROXY_NDP] = "proxy_ndp",
	[DEVCONF_OPTIMISTIC_DAD] = "optimistic_dad",
	[DEVCONF_ACCEPT_SOURCE_ROUTE] = "accept_source_route",
	[DEVCONF_MC_FORWARDING] = "mc_forwarding",
	[DEVCONF_DISABLE_IPV6] = "disable_ipv6",
	[DEVCONF_ACCEPT_DAD] = "accept_dad",
	[DEVCONF_FORCE_TLLAO] = "force_tllao",
	[DEVCONF_NDISC_NOTIFY] = "ndisc_notify",
	[DEVCONF_MLDV1_UNSOLICITED_REPORT_INTERVAL] = "mldv1_unsolicited_report_interval",
	[DEVCONF_MLDV2_UNSOLICITED_REPORT_INTERVAL] = "mldv2_unsolicited_report_interval",
	[DEVCONF_SUPPRESS_FRAG_NDISC] = "suppress_frag_ndisc",
	[DEVCONF_ACCEPT_RA_FROM_LOCAL] = "accept_ra_from_local",
	[DEVCONF_USE_OPTIMISTIC] = "use_optimistic",
	[DEVCONF_ACCEPT_RA_MTU] = "accept_ra_mtu",
	[DEVCONF_STABLE_SECRET] = "stable_secret",
	[DEVCONF_USE_OIF_ADDRS_ONLY] = "use_oif_addrs_only",
	[DEVCONF_ACCEPT_RA_MIN_HOP_LIMIT] = "accept_ra_min_hop_limit",
	[DEVCONF_IGNORE_ROUTES_WITH_LINKDOWN] = "ignore_routes_with_linkdown",
	[DEVCONF_DROP_UNICAST_IN_L2_MULTICAST] = "drop_unicast_in_l2_multicast",
	[DEVCONF_DROP_UNSOLICITED_NA] = "drop_unsolicited_na",
	[DEVCONF_KEEP_ADDR_ON_DOWN] = "keep_addr_on_down",
	[DEVCONF_RTR_SOLICIT_MAX_INTERVAL] = "router_solicitation_max_interval",
	[DEVCONF_SEG6_ENABLED] = "seg6_enabled",
	[DEVCONF_SEG6_REQUIRE_HMAC] = "seg6_require_hmac",
	[DEVCONF_ENHANCED_DAD] = "enhanced_dad",
	[DEVCONF_ADDR_GEN_MODE] = "addr_gen_mode",
	[DEVCONF_DISABLE_POLICY] = "disable_policy",
	[DEVCONF_ACCEPT_RA_RT_INFO_MIN_PLEN] = "accept_ra_rt_info_min_plen",
	[DEVCONF_NDISC_TCLASS] = "ndisc_tclass",
	[DEVCONF_RPL_SEG_ENABLED] = "rpl_seg_enabled",
	[DEVCONF_RA_DEFRTR_METRIC] = "ra_defrtr_metric",
	[DEVCONF_IOAM6_ENABLED] = "ioam6_enabled",
	[DEVCONF_IOAM6_ID] = "ioam6_id",
	[DEVCONF_IOAM6_ID_WIDE] = "ioam6_id_wide",
	[DEVCONF_NDISC_EVICT_NOCARRIER] = "ndisc_evict_nocarrier",
	[DEVCONF_ACCEPT_UNTRACKED_NA] = "accept_untracked_na",
	[DEVCONF_ACCEPT_RA_MIN_LFT] = "accept_ra_min_lft",
	[DEVCONF_RA_HONOR_PIO_LIFE] = "ra_honor_pio_life",
	[DEVCONF_RA_HONOR_PIO_PFLAG] = "ra_honor_pio_pflag",
	[DEVCONF_REGEN_MIN_ADVANCE] = "regen_min_advance",
};

/* Times are in jiffies where the kernel keeps them so. */
static const struct ipv6_devconf defaults = {.data = {
	[DEVCONF_HOPLIMIT] = IPV6_DEFAULT_HOPLIMIT,
	[DEVCONF_MTU6] = IPV6_MIN_MTU_,
	[DEVCONF_ACCEPT_RA] = 1,
	[DEVCONF_ACCEPT_REDIRECTS] = 1,
	[DEVCONF_AUTOCONF] = 1,
	[DEVCONF_DAD_TRANSMITS] = 1,
	[DEVCONF_RTR_SOLICITS] = -1,
	[DEVCONF_RTR_SOLICIT_INTERVAL] = 4 * HZ,
	[DEVCONF_RTR_SOLICIT_MAX_INTERVAL] = 3600 * HZ,
	[DEVCONF_RTR_SOLICIT_DELAY] = HZ,
	[DEVCONF_TEMP_VALID_LFT] = 604800,
	[DEVCONF_TEMP_PREFERED_LFT] = 86400,
	[DEVCONF_REGEN_MAX_RETRY] = 3,
	[DEVCONF_MAX_DESYNC_FACTOR] = 600,
	[DEVCONF_MAX_ADDRESSES] = 16,
	[DEVCONF_ACCEPT_RA_DEFRTR] = 1,
	[DEVCONF_ACCEPT_RA_PINFO] = 1,
	[DEVCONF_ACCEPT_RA_RTR_PREF] = 1,
	[DEVCONF_RTR_PROBE_INTERVAL] = 60 * HZ,
	[DEVCONF_ACCEPT_DAD] = 1,
	[DEVCONF_MLDV1_UNSOLICITED_REPORT_INTERVAL] = 10 * HZ,
	[DEVCONF_MLDV2_UNSOLICITED_REPORT_INTERVAL] = HZ,
	[DEVCONF_SUPPRESS_FRAG_NDISC] = 1,
	[DEVCONF_ACCEPT_RA_MTU] = 1,
	[DEVCONF_ACCEPT_RA_MIN_HOP_LIMIT] = 1,
	[DEVCONF_ENHANCED_DAD] = 1,
	[DEVCONF_RA_DEFRTR_METRIC] = (int)IP6_RT_PRIO_USER,
	[DEVCONF_IOAM6_ID] = 0xffff,
	[DEVCONF_IOAM6_ID_WIDE] = -1,
	[DEVCONF_NDISC_EVICT_NOCARRIER] = 1,
	[DEVCONF_RA_HONOR_PIO_LIFE] = 0,
	[DEVCONF_REGEN_MIN_ADVANCE] = 2,
}};
/* clang-format on */

const char *addrconf_name(int attr)
{
	return attr >= 0 && attr < DEVCONF_ALL_MAX ? devconf_name[attr] : NULL;
}

struct ipv6_devconf *inet6_devconf(struct net *net, struct net_device *dev)
{
	if (!dev)
		return net->ipv6.devconf_all;
	if (dev == (void *)-1)
		return net->ipv6.devconf_dflt;
	return dev->ip6_ptr ? &dev->ip6_ptr->cnf : NULL;
}

static void conf_write(struct ipv6_devconf *cnf, int attr, int value)
{
	WRITE_ONCE(cnf->data[attr], value);
}

static int ifindex_of(const struct net_device *dev)
{
	if (!dev)
		return NETCONFA_IFINDEX_ALL;
	return dev == (void *)-1 ? NETCONFA_IFINDEX_DEFAULT : dev->ifindex;
}

static void tell(struct net *net, const struct net_device *dev, int attr, int value)
{
	rtnl_event(net, netconf6, net, ifindex_of(dev), attr, value);
}

/* ---- forwarding ---- */

static void routers_groups(struct net_device *dev, bool join)
{
	static const struct in6_addr group[] = {
		{.s6_addr = {0xff, 0x02, [15] = 2}},
		{.s6_addr = {0xff, 0x01, [15] = 2}},
		{.s6_addr = {0xff, 0x05, [15] = 2}},
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(group); i++) {
		if (join)
			ipv6_dev_mc_inc(dev, &group[i]);
		else
			ipv6_dev_mc_dec(dev, &group[i]);
	}
}

static void dev_forward_change(struct inet6_dev *idev)
{
	bool on = IN6_DEV_CONF_GET(idev, FORWARDING);

	if (idev->dev->flags & IFF_MULTICAST)
		routers_groups(idev->dev, on);
	for_each_ifa6(ifa, idev)
	{
		if (ifa->flags & IFA_F_TENTATIVE)
			continue;
		if (on)
			addrconf_join_anycast(ifa);
		else
			addrconf_leave_anycast(ifa);
	}
	tell(idev->dev->net, idev->dev, NETCONFA_FORWARDING, on);
}

static void forward_dev(struct inet6_dev *idev, int value)
{
	bool changed = !IN6_DEV_CONF_GET(idev, FORWARDING) != !value;

	conf_write(&idev->cnf, DEVCONF_FORWARDING, value);
	if (changed)
		dev_forward_change(idev);
}

static void forward_all(struct net *net, int old, int value)
{
	struct net_device *dev;
	bool dflt_changed = !IPV6_DEVCONF(*net->ipv6.devconf_dflt, FORWARDING) != !value;

	conf_write(net->ipv6.devconf_dflt, DEVCONF_FORWARDING, value);
	if (dflt_changed)
		tell(net, (void *)-1, NETCONFA_FORWARDING, value);
	for_each_netdev (net, dev)
		if (dev->ip6_ptr)
			forward_dev(dev->ip6_ptr, value);
	if (!old != !value)
		tell(net, NULL, NETCONFA_FORWARDING, value);
}

static void set_forwarding(struct net *net, struct net_device *dev, struct ipv6_devconf *cnf,
			   int value)
{
	int old = cnf->data[DEVCONF_FORWARDING];

	if (dev && dev != (void *)-1) {
		forward_dev(dev->ip6_ptr, value);
		return;
	}
	conf_write(cnf, DEVCONF_FORWARDING, value);
	if (!dev)
		forward_all(net, old, value);
	else if (!old != !value)
		tell(net, dev, NETCONFA_FORWARDING, value);
}

/* ---- disable_ipv6 ---- */

static void disable_dev(struct net_device *dev, int value)
{
	struct inet6_dev *idev = dev->ip6_ptr;
	bool changed = idev && !IN6_DEV_CONF_GET(idev, DISABLE_IPV6) != !value;

	if (!idev)
		return;
	conf_write(&idev->cnf, DEVCONF_DISABLE_IPV6, value);
	if (!changed)
		return;
	if (value)
		addrconf_dev_down(dev);
	else
		addrconf_dev_up(dev);
}

static void set_disable(struct net *net, struct net_device *dev, struct ipv6_devconf *cnf,
			int value)
{
	struct net_device *d;

	if (dev && dev != (void *)-1) {
		disable_dev(dev, value);
		return;
	}
	conf_write(cnf, DEVCONF_DISABLE_IPV6, value);
	if (dev)
		return;
	conf_write(net->ipv6.devconf_dflt, DEVCONF_DISABLE_IPV6, value);
	for_each_netdev (net, d)
		disable_dev(d, value);
}

/* ---- address generation ---- */

int inet6_valid_gen_mode(struct net *net, const struct ipv6_devconf *cnf, int mode)
{
	if (mode < IN6_ADDR_GEN_MODE_EUI64 || mode > IN6_ADDR_GEN_MODE_RANDOM)
		return -EINVAL;
	if (mode == IN6_ADDR_GEN_MODE_STABLE_PRIVACY && !cnf->secret_initialized &&
	    !net->ipv6.devconf_dflt->secret_initialized)
		return -EINVAL;
	return 0;
}

static void gen_mode_dev(struct net_device *dev, int mode)
{
	if (!dev->ip6_ptr || IN6_DEV_CONF_GET(dev->ip6_ptr, ADDR_GEN_MODE) == mode)
		return;
	conf_write(&dev->ip6_ptr->cnf, DEVCONF_ADDR_GEN_MODE, mode);
	addrconf_init_auto_addrs(dev);
}

static int set_gen_mode(struct net *net, struct net_device *dev, struct ipv6_devconf *cnf, int mode)
{
	struct net_device *d;

	if (inet6_valid_gen_mode(net, cnf, mode))
		return -EINVAL;
	if (dev && dev != (void *)-1) {
		gen_mode_dev(dev, mode);
		return 0;
	}
	conf_write(cnf, DEVCONF_ADDR_GEN_MODE, mode);
	if (dev)
		return 0;
	conf_write(net->ipv6.devconf_dflt, DEVCONF_ADDR_GEN_MODE, mode);
	for_each_netdev (net, d)
		gen_mode_dev(d, mode);
	return 0;
}

int inet6_conf_secret(struct net *net, struct net_device *dev, const struct in6_addr *secret)
{
	struct ipv6_devconf *cnf = inet6_devconf(net, dev);
	struct net_device *d;

	if (!dev)
		return -EIO;
	if (!cnf)
		return -ENOENT;
	cnf->stable_secret = *secret;
	cnf->secret_initialized = true;
	conf_write(cnf, DEVCONF_ADDR_GEN_MODE, IN6_ADDR_GEN_MODE_STABLE_PRIVACY);
	if (dev != (void *)-1)
		return 0;
	for_each_netdev (net, d)
		if (d->ip6_ptr)
			conf_write(&d->ip6_ptr->cnf, DEVCONF_ADDR_GEN_MODE,
				   IN6_ADDR_GEN_MODE_STABLE_PRIVACY);
	return 0;
}

int inet6_set_token(struct inet6_dev *idev, const struct in6_addr *token,
		    struct netlink_ext_ack *extack)
{
	const char *why = NULL;

	if (idev->dev->flags & IFF_LOOPBACK)
		why = "Device is loopback";
	else if (idev->dev->flags & IFF_NOARP)
		why = "Device does not do neighbour discovery";
	else if (!ipv6_addr_any(token) && !ipv6_accept_ra(idev))
		why = "Router advertisement is disabled on device";
	else if (!ipv6_addr_any(token) && !IN6_DEV_CONF_GET(idev, RTR_SOLICITS))
		why = "Router solicitation is disabled on device";
	if (why) {
		NL_SET_ERR_MSG(extack, why);
		return -EINVAL;
	}
	idev->token =
		(struct in6_addr){.s6_addr32 = {0, 0, token->s6_addr32[2], token->s6_addr32[3]}};
	idev->tstamp = net_jiffies(idev->dev->net);
	rtnl_event(idev->dev->net, ifinfo6, idev, RTM_NEWLINK);
	addrconf_verify(idev->dev->net);
	return 0;
}

/* ---- the others ---- */

static void set_linkdown(struct net *net, struct net_device *dev, struct ipv6_devconf *cnf,
			 int value)
{
	struct net_device *d;

	conf_write(cnf, DEVCONF_IGNORE_ROUTES_WITH_LINKDOWN, value);
	tell(net, dev, NETCONFA_IGNORE_ROUTES_WITH_LINKDOWN, value);
	if (dev)
		return;
	conf_write(net->ipv6.devconf_dflt, DEVCONF_IGNORE_ROUTES_WITH_LINKDOWN, value);
	tell(net, (void *)-1, NETCONFA_IGNORE_ROUTES_WITH_LINKDOWN, value);
	for_each_netdev (net, d) {
		if (!d->ip6_ptr)
			continue;
		conf_write(&d->ip6_ptr->cnf, DEVCONF_IGNORE_ROUTES_WITH_LINKDOWN, value);
		tell(net, d, NETCONFA_IGNORE_ROUTES_WITH_LINKDOWN, value);
	}
}

static int set_mtu(struct net_device *dev, struct ipv6_devconf *cnf, int value)
{
	int max = dev && dev != (void *)-1 ? (int)dev->mtu : INT32_MAX;

	if (value < (int)IPV6_MIN_MTU_ || value > max)
		return -EINVAL;
	conf_write(cnf, DEVCONF_MTU6, value);
	return 0;
}

int inet6_conf_set(struct net *net, struct net_device *dev, int attr, int value)
{
	struct ipv6_devconf *cnf = inet6_devconf(net, dev);
	int old;

	if (!addrconf_name(attr) || attr == DEVCONF_STABLE_SECRET)
		return -EINVAL;
	if (!cnf)
		return -ENOENT;
	old = cnf->data[attr];
	switch (attr) {
	case DEVCONF_FORWARDING:
		set_forwarding(net, dev, cnf, value);
		return 0;
	case DEVCONF_DISABLE_IPV6:
		set_disable(net, dev, cnf, value);
		return 0;
	case DEVCONF_ADDR_GEN_MODE:
		return set_gen_mode(net, dev, cnf, value);
	case DEVCONF_IGNORE_ROUTES_WITH_LINKDOWN:
		if (!old != !value)
			set_linkdown(net, dev, cnf, value);
		else
			conf_write(cnf, attr, value);
		return 0;
	case DEVCONF_MTU6:
		return set_mtu(dev, cnf, value);
	default:
		conf_write(cnf, attr, value);
		if (attr == DEVCONF_PROXY_NDP && old != value)
			tell(net, dev, NETCONFA_PROXY_NEIGH, value);
		return 0;
	}
}

/* ---- the namespace ---- */

int inet6_devconf_init(struct net *net)
{
	net->ipv6.devconf_all = malloc(sizeof(struct ipv6_devconf));
	net->ipv6.devconf_dflt = malloc(sizeof(struct ipv6_devconf));
	if (!net->ipv6.devconf_all || !net->ipv6.devconf_dflt)
		return -ENOMEM;
	*net->ipv6.devconf_all = defaults;
	*net->ipv6.devconf_dflt = defaults;
	net->ipv6.devconf_all->data[DEVCONF_ACCEPT_DAD] = 0;
	return 0;
}

void inet6_devconf_exit(struct net *net)
{
	free(net->ipv6.devconf_all);
	free(net->ipv6.devconf_dflt);
	net->ipv6.devconf_all = net->ipv6.devconf_dflt = NULL;
}
