// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * /proc/sys/net/ipv4: the settings of the namespace, conf/{all,default,DEV}/ and
 * neigh/{default,DEV}/, and the few others under /proc/sys/net that tools and scripts touch.
 *
 * Values that nothing here reads (TCP's and the like) are kept and shown, so that scripts that tune
 * a host run through.  /proc/sys/net/bridge is not there, as on a kernel without the module.
 */
#include "abi/procfs/procfs.h"

#include "net/fib.h"

#include <limits.h>
#include <stdlib.h>

/* ---- net/ipv4/NAME ---- */

struct ipv4_sysctl {
	const char *name;
	enum sysctl_kind kind;
	struct sysctl_range range;
	size_t offset; /* in struct netns_ipv4 */
};

#define V4(f) offsetof(struct netns_ipv4, f)
#define ANY_INT                  \
	{                        \
		INT_MIN, INT_MAX \
	}
#define BOOL_U8      \
	{            \
		0, 1 \
	}
#define WHOLE_U8       \
	{              \
		0, 255 \
	}
#define UNSIGNED_          \
	{                  \
		0, INT_MAX \
	}

/* clang-format off */
static const struct ipv4_sysctl ipv4_table[] = {
	{"ip_default_ttl", SYSCTL_U8, {1, 255}, V4(sysctl_ip_default_ttl)},
	{"ip_forward_update_priority", SYSCTL_U8, BOOL_U8, V4(sysctl_ip_forward_update_priority)},
	{"icmp_echo_ignore_all", SYSCTL_U8, BOOL_U8, V4(sysctl_icmp_echo_ignore_all)},
	{"icmp_echo_ignore_broadcasts", SYSCTL_U8, BOOL_U8, V4(sysctl_icmp_echo_ignore_broadcasts)},
	{"icmp_ignore_bogus_error_responses", SYSCTL_U8, BOOL_U8, V4(sysctl_icmp_ignore_bogus_error_responses)},
	{"icmp_errors_use_inbound_ifaddr", SYSCTL_U8, BOOL_U8, V4(sysctl_icmp_errors_use_inbound_ifaddr)},
	{"icmp_ratelimit", SYSCTL_MS_JIFFIES, ANY_INT, V4(sysctl_icmp_ratelimit)},
	{"icmp_ratemask", SYSCTL_INT, ANY_INT, V4(sysctl_icmp_ratemask)},
	{"icmp_msgs_per_sec", SYSCTL_INT_MINMAX, UNSIGNED_, V4(sysctl_icmp_msgs_per_sec)},
	{"icmp_msgs_burst", SYSCTL_INT_MINMAX, UNSIGNED_, V4(sysctl_icmp_msgs_burst)},
	{"ip_no_pmtu_disc", SYSCTL_U8, WHOLE_U8, V4(sysctl_ip_no_pmtu_disc)},
	{"ip_forward_use_pmtu", SYSCTL_U8, WHOLE_U8, V4(sysctl_ip_fwd_use_pmtu)},
	{"fwmark_reflect", SYSCTL_U8, WHOLE_U8, V4(sysctl_fwmark_reflect)},
	{"ip_nonlocal_bind", SYSCTL_U8, WHOLE_U8, V4(sysctl_ip_nonlocal_bind)},
	{"ip_early_demux", SYSCTL_U8, WHOLE_U8, V4(sysctl_ip_early_demux)},
	{"fib_multipath_hash_policy", SYSCTL_U8, {0, 3}, V4(sysctl_fib_multipath_hash_policy)},
	{"fib_multipath_hash_fields", SYSCTL_INT_MINMAX, {1, 4095}, V4(sysctl_fib_multipath_hash_fields)},
	{"route/min_pmtu", SYSCTL_INT_MINMAX, {68, INT_MAX}, V4(sysctl_ip_rt_min_pmtu)},
	{"route/mtu_expires", SYSCTL_JIFFIES, ANY_INT, V4(sysctl_ip_rt_mtu_expires)},
	{"tcp_syncookies", SYSCTL_U8, WHOLE_U8, V4(sysctl_tcp_syncookies)},
};
/* clang-format on */

static int *ipv4_value(struct net *net, const struct ipv4_sysctl *s)
{
	return (int *)((char *)&net->ipv4 + s->offset);
}

static int ipv4_show(struct net *net, FILE *out, void *priv)
{
	const struct ipv4_sysctl *s = priv;
	int v = *ipv4_value(net, s);

	/* The engine keeps this one in ms. */
	sysctl_read(s->kind == SYSCTL_MS_JIFFIES ? SYSCTL_INT : s->kind, v, out);
	return 0;
}

static ssize_t ipv4_write(struct net *net, const struct ep_user *user, const char *buf, size_t len,
			  void *priv)
{
	const struct ipv4_sysctl *s = priv;
	int v = 0;
	ssize_t ret = sysctl_write(s->kind, &s->range, buf, len, &v);

	if (ret <= 0)
		return ret;
	if (s->kind == SYSCTL_MS_JIFFIES)
		v = (int)jiffies_to_msecs((u64)v);
	WRITE_ONCE(*ipv4_value(net, s), v);
	return ret;
}

static const struct proc_ops ipv4_ops = {ipv4_show, ipv4_write};

/* ip_forward is conf/all/forwarding by another name. */
static int forward_show(struct net *net, FILE *out, void *priv)
{
	sysctl_read(SYSCTL_INT, IPV4_DEVCONF_ALL(net, FORWARDING), out);
	return 0;
}

static ssize_t forward_write(struct net *net, const struct ep_user *user, const char *buf,
			     size_t len, void *priv)
{
	int v = 0, err;
	ssize_t ret = sysctl_write(SYSCTL_INT, NULL, buf, len, &v);

	if (ret <= 0)
		return ret;
	err = inet_conf_set(net, NULL, IPV4_DEVCONF_FORWARDING, v);
	return err ? err : ret;
}

static const struct proc_ops forward_ops = {forward_show, forward_write};

/* ---- values that are only kept ---- */

struct kept {
	enum sysctl_kind kind;
	struct sysctl_range range;
	int value;
	const char *path;
};

/* clang-format off */
static const struct kept kept_table[] = {
	{SYSCTL_INT, ANY_INT, 0, "/proc/sys/net/ipv4/ip_dynaddr"},
	{SYSCTL_U8, BOOL_U8, 0, "/proc/sys/net/ipv4/fib_multipath_use_neigh"},
	{SYSCTL_U8, BOOL_U8, 1, "/proc/sys/net/ipv4/nexthop_compat_mode"},
	{SYSCTL_U8, BOOL_U8, 0, "/proc/sys/net/ipv4/icmp_echo_enable_probe"},
	{SYSCTL_INT, ANY_INT, 20, "/proc/sys/net/ipv4/igmp_max_memberships"},
	{SYSCTL_INT, ANY_INT, 10, "/proc/sys/net/ipv4/igmp_max_msf"},
	{SYSCTL_INT_MINMAX, {1, INT_MAX}, 2, "/proc/sys/net/ipv4/igmp_qrv"},
	{SYSCTL_U8, WHOLE_U8, 1, "/proc/sys/net/ipv4/igmp_link_local_mcast_reports"},
	{SYSCTL_INT, ANY_INT, 1024, "/proc/sys/net/ipv4/ip_unprivileged_port_start"},
	{SYSCTL_U8, WHOLE_U8, 1, "/proc/sys/net/ipv4/tcp_timestamps"},
	{SYSCTL_U8, WHOLE_U8, 1, "/proc/sys/net/ipv4/tcp_sack"},
	{SYSCTL_U8, WHOLE_U8, 1, "/proc/sys/net/ipv4/tcp_window_scaling"},
	{SYSCTL_U8, WHOLE_U8, 2, "/proc/sys/net/ipv4/tcp_ecn"},
	{SYSCTL_U8, WHOLE_U8, 0, "/proc/sys/net/ipv4/tcp_rfc1337"},
	{SYSCTL_U8, {0, 2}, 2, "/proc/sys/net/ipv4/tcp_tw_reuse"},
	{SYSCTL_JIFFIES, ANY_INT, 60 * HZ, "/proc/sys/net/ipv4/tcp_fin_timeout"},
	{SYSCTL_JIFFIES, ANY_INT, 7200 * HZ, "/proc/sys/net/ipv4/tcp_keepalive_time"},
	{SYSCTL_JIFFIES, ANY_INT, 75 * HZ, "/proc/sys/net/ipv4/tcp_keepalive_intvl"},
	{SYSCTL_U8, WHOLE_U8, 9, "/proc/sys/net/ipv4/tcp_keepalive_probes"},
	{SYSCTL_U8, {1, 127}, 6, "/proc/sys/net/ipv4/tcp_syn_retries"},
	{SYSCTL_U8, WHOLE_U8, 5, "/proc/sys/net/ipv4/tcp_synack_retries"},
	{SYSCTL_INT, ANY_INT, 2048, "/proc/sys/net/ipv4/tcp_max_syn_backlog"},
	{SYSCTL_INT, ANY_INT, 0, "/proc/sys/net/ipv4/tcp_l3mdev_accept"},
	{SYSCTL_INT, ANY_INT, 0, "/proc/sys/net/ipv4/udp_l3mdev_accept"},
	{SYSCTL_INT, ANY_INT, 256, "/proc/sys/net/ipv4/route/min_adv_mss"},
	{SYSCTL_INT_MINMAX, {1, INT_MAX}, 4096, "/proc/sys/net/core/somaxconn"},
	{SYSCTL_INT, ANY_INT, 1, "/proc/sys/net/netfilter/nf_log_all_netns"},
	{SYSCTL_INT, ANY_INT, 0, "/proc/sys/net/netfilter/nf_hooks_lwtunnel"},
};
/* clang-format on */

static int kept_show(struct net *net, FILE *out, void *priv)
{
	const struct kept *k = priv;

	sysctl_read(k->kind, k->value, out);
	return 0;
}

static ssize_t kept_write(struct net *net, const struct ep_user *user, const char *buf, size_t len,
			  void *priv)
{
	struct kept *k = priv;

	return sysctl_write(k->kind, &k->range, buf, len, &k->value);
}

static const struct proc_ops kept_ops = {kept_show, kept_write};

/* ---- route/flush ---- */

static ssize_t flush_write(struct net *net, const struct ep_user *user, const char *buf, size_t len,
			   void *priv)
{
	/* There is no cache of routes; what next hops learnt is void. */
	WRITE_ONCE(net->ipv4.fnhe_genid, net->ipv4.fnhe_genid + 1);
	return (ssize_t)len;
}

static const struct proc_ops flush_ops = {.write = flush_write};

/* ---- conf/{all,default,DEV}/NAME ---- */

/* What a file of a device's directory is about: the two numbers fit a pointer. */
static void *pack(int ifindex, int attr)
{
	return (void *)((uintptr_t)(u32)ifindex << 8 | (uintptr_t)attr);
}

#define ALL_DEVICES 0
#define DEFAULTS    0xffffff

static int unpack(struct net *net, void *priv, struct net_device **dev, int *attr)
{
	int ifindex = (int)((uintptr_t)priv >> 8);

	*attr = (int)((uintptr_t)priv & 0xff);
	*dev = NULL;
	if (ifindex == ALL_DEVICES)
		return 0;
	*dev = ifindex == DEFAULTS ? (void *)-1 : dev_get_by_index(net, ifindex);
	return *dev ? 0 : -ENOENT;
}

static const struct ipv4_devconf *devconf_of(struct net *net, const struct net_device *dev)
{
	if (!dev)
		return net->ipv4.devconf_all;
	if (dev == (void *)-1)
		return net->ipv4.devconf_dflt;
	return dev->ip_ptr ? &dev->ip_ptr->cnf : NULL;
}

static int conf_show(struct net *net, FILE *out, void *priv)
{
	const struct ipv4_devconf *cnf;
	struct net_device *dev;
	int attr;

	if (unpack(net, priv, &dev, &attr))
		return -ENOENT;
	cnf = devconf_of(net, dev);
	if (!cnf)
		return -ENOENT;
	sysctl_read(SYSCTL_INT, cnf->data[attr - 1], out);
	return 0;
}

static ssize_t conf_write(struct net *net, const struct ep_user *user, const char *buf, size_t len,
			  void *priv)
{
	struct net_device *dev;
	int attr, v = 0, err;
	ssize_t ret;

	if (unpack(net, priv, &dev, &attr))
		return -ENOENT;
	ret = sysctl_write(SYSCTL_INT, NULL, buf, len, &v);
	if (ret <= 0)
		return ret;
	err = inet_conf_set(net, dev, attr, v);
	return err ? err : ret;
}

static const struct proc_ops conf_ops = {conf_show, conf_write};

/* "DEV/NAME" or "DEV": the device's number and the rest. */
static int split_device(struct net *net, const char *rest, bool all, int *ifindex,
			const char **name)
{
	const char *slash = strchr(rest, '/');
	size_t n = slash ? (size_t)(slash - rest) : strlen(rest);
	char dev_name[IFNAMSIZ] = "";
	struct net_device *dev;

	*name = slash ? slash + 1 : "";
	if (n >= IFNAMSIZ)
		return n == 7 && !strncmp(rest, "default", 7) ? 0 : -ENOENT;
	memcpy(dev_name, rest, n);
	if (all && !strcmp(dev_name, "all")) {
		*ifindex = ALL_DEVICES;
		return 0;
	}
	if (!strcmp(dev_name, "default")) {
		*ifindex = DEFAULTS;
		return 0;
	}
	dev = dev_get_by_name(net, dev_name);
	if (!dev || !dev->ip_ptr)
		return -ENOENT;
	*ifindex = dev->ifindex;
	return 0;
}

static int conf_lookup(struct net *net, const char *rest, struct proc_file *f)
{
	const char *name;
	int ifindex;

	if (split_device(net, rest, true, &ifindex, &name))
		return -ENOENT;
	if (!*name)
		return -EISDIR;
	for (int attr = 1; attr <= IPV4_DEVCONF_MAX; attr++) {
		if (!devinet_name(attr) || strcmp(devinet_name(attr), name))
			continue;
		*f = (struct proc_file){
			.mode = attr == IPV4_DEVCONF_MC_FORWARDING ? 0444 : 0644,
			.ops = &conf_ops,
			.priv = pack(ifindex, attr),
		};
		return 0;
	}
	return -ENOENT;
}

static void list_devices(struct net *net, bool all, void (*emit)(void *, const char *), void *ctx)
{
	struct net_device *dev;
	char name[IFNAMSIZ + 1];

	if (all)
		emit(ctx, "all/");
	emit(ctx, "default/");
	for_each_netdev (net, dev) {
		if (!dev->ip_ptr)
			continue;
		snprintf(name, sizeof(name), "%s/", dev->name);
		emit(ctx, name);
	}
}

static int conf_list(struct net *net, const char *rest, void (*emit)(void *, const char *),
		     void *ctx)
{
	const char *name;
	int ifindex;

	if (!*rest) {
		list_devices(net, true, emit, ctx);
		return 0;
	}
	if (split_device(net, rest, true, &ifindex, &name))
		return -ENOENT;
	if (*name)
		return -ENOTDIR;
	for (int attr = 1; attr <= IPV4_DEVCONF_MAX; attr++)
		if (devinet_name(attr))
			emit(ctx, devinet_name(attr));
	return 0;
}

static const struct proc_dir_ops conf_dir = {conf_lookup, conf_list};

/* ---- registration ---- */

/* The copies that are written belong to the namespace: one block, freed with it. */
static int register_kept(struct net *net)
{
	struct kept *copy = malloc(sizeof(kept_table));
	int err = copy ? 0 : -ENOMEM;

	if (!copy)
		return err;
	memcpy(copy, kept_table, sizeof(kept_table));
	net->slot[NET_SLOT_SYSCTL] = copy;
	for (unsigned int i = 0; i < ARRAY_SIZE(kept_table) && !err; i++)
		err = proc_register(net, copy[i].path, 0644, &kept_ops, &copy[i]);
	return err;
}

int sysctl_ipv4_net_init(struct net *net)
{
	char path[128];
	int err = register_kept(net);

	for (unsigned int i = 0; i < ARRAY_SIZE(ipv4_table) && !err; i++) {
		snprintf(path, sizeof(path), "/proc/sys/net/ipv4/%s", ipv4_table[i].name);
		err = proc_register(net, path, 0644, &ipv4_ops, (void *)(uintptr_t)&ipv4_table[i]);
	}
	if (!err)
		err = proc_register(net, "/proc/sys/net/ipv4/ip_forward", 0644, &forward_ops, NULL);
	if (!err)
		err = proc_register(net, "/proc/sys/net/ipv4/route/flush", 0200, &flush_ops, NULL);
	if (!err)
		err = sysctl_frag_net_init(net);
	if (!err)
		err = proc_register_dir(net, "/proc/sys/net/ipv4/conf", &conf_dir);
	if (!err)
		err = sysctl_neigh_net_init(net);
	return err;
}

void sysctl_ipv4_net_exit(struct net *net)
{
	free(net->slot[NET_SLOT_SYSCTL]);
	net->slot[NET_SLOT_SYSCTL] = NULL;
}
