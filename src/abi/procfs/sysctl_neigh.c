// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * net/{ipv4,ipv6}/neigh/{default,DEV}/NAME: the settings of the two neighbour tables.
 *
 * A file is known by its family, its device and its row of names; the three are packed into the
 * pointer that the file system keeps for it.  The limits stand among the defaults only.
 */
#include "abi/procfs/procfs.h"
#include "net/inetdevice.h"
#include "net/neighbour.h"

#include <limits.h>
#include <stdio.h>

struct neigh_sysctl {
	const char *name;
	enum sysctl_kind kind;
	enum neigh_parm parm;
};

#define QUEUE_LEN_PACKETS NEIGH_PARM_MAX /* unres_qlen: the bytes, in packets */
#define TRUESIZE	  2090 /* what the kernel charges for one packet */

/* clang-format off */
static const struct neigh_sysctl names[] = {
	{"mcast_solicit", SYSCTL_INT_MINMAX, NEIGH_MCAST_PROBES},
	{"ucast_solicit", SYSCTL_INT_MINMAX, NEIGH_UCAST_PROBES},
	{"app_solicit", SYSCTL_INT_MINMAX, NEIGH_APP_PROBES},
	{"mcast_resolicit", SYSCTL_INT_MINMAX, NEIGH_MCAST_REPROBES},
	{"retrans_time", SYSCTL_USERHZ, NEIGH_RETRANS_TIME},
	{"retrans_time_ms", SYSCTL_MS_JIFFIES, NEIGH_RETRANS_TIME},
	{"base_reachable_time", SYSCTL_JIFFIES, NEIGH_BASE_REACHABLE_TIME},
	{"base_reachable_time_ms", SYSCTL_MS_JIFFIES, NEIGH_BASE_REACHABLE_TIME},
	{"delay_first_probe_time", SYSCTL_JIFFIES, NEIGH_DELAY_PROBE_TIME},
	{"interval_probe_time_ms", SYSCTL_MS_JIFFIES, NEIGH_INTERVAL_PROBE_TIME},
	{"gc_stale_time", SYSCTL_JIFFIES, NEIGH_GC_STALETIME},
	{"unres_qlen", SYSCTL_INT_MINMAX, QUEUE_LEN_PACKETS},
	{"unres_qlen_bytes", SYSCTL_INT_MINMAX, NEIGH_QUEUE_LEN_BYTES},
	{"proxy_qlen", SYSCTL_INT_MINMAX, NEIGH_PROXY_QLEN},
	{"anycast_delay", SYSCTL_USERHZ, NEIGH_ANYCAST_DELAY},
	{"proxy_delay", SYSCTL_USERHZ, NEIGH_PROXY_DELAY},
	{"locktime", SYSCTL_USERHZ, NEIGH_LOCKTIME},
};
/* clang-format on */

static const struct sysctl_range unsigned_int = {0, INT_MAX};

/* ---- which file ---- */

#define DEFAULTS 0 /* no ifindex */

struct which {
	struct neigh_table *tbl;
	struct net_device *dev; /* NULL: the defaults */
	unsigned int row;
};

static void *pack(int family, int ifindex, unsigned int row)
{
	return (void *)((uintptr_t)(u32)ifindex << 16 | (uintptr_t)family << 8 | row);
}

static int unpack(struct net *net, void *priv, struct which *w)
{
	int ifindex = (int)((uintptr_t)priv >> 16);

	w->tbl = neigh_find_table(net, (int)((uintptr_t)priv >> 8 & 0xff));
	w->row = (uintptr_t)priv & 0xff;
	w->dev = ifindex == DEFAULTS ? NULL : dev_get_by_index(net, ifindex);
	return ifindex != DEFAULTS && !w->dev ? -ENOENT : 0;
}

/* ---- settings ---- */

static int parm_show(struct net *net, FILE *out, void *priv)
{
	const struct neigh_sysctl *s;
	struct which w;
	bool packets;
	int v;

	if (unpack(net, priv, &w))
		return -ENOENT;
	s = &names[w.row];
	packets = s->parm == QUEUE_LEN_PACKETS;
	v = (int)neigh_parm(w.tbl, w.dev, packets ? NEIGH_QUEUE_LEN_BYTES : s->parm);
	sysctl_read(s->kind, packets ? v / TRUESIZE : v, out);
	return 0;
}

static ssize_t parm_write(struct net *net, const struct ep_user *user, const char *buf, size_t len,
			  void *priv)
{
	const struct neigh_sysctl *s;
	enum neigh_parm parm;
	struct which w;
	ssize_t ret;
	int v = 0;

	if (unpack(net, priv, &w))
		return -ENOENT;
	s = &names[w.row];
	ret = sysctl_write(s->kind, &unsigned_int, buf, len, &v);
	if (ret <= 0)
		return ret;
	parm = s->parm;
	if (s->parm == QUEUE_LEN_PACKETS) {
		parm = NEIGH_QUEUE_LEN_BYTES;
		v = v > INT_MAX / TRUESIZE ? INT_MAX : v * TRUESIZE;
	}
	neigh_parm_set(w.tbl, w.dev, parm, (u32)v);
	return ret;
}

static const struct proc_ops parm_ops = {parm_show, parm_write};

/* ---- limits ---- */

static const char *const gc_name[] = {"gc_thresh1", "gc_thresh2", "gc_thresh3", "gc_interval"};

static int *gc_value(const struct which *w)
{
	struct neigh_limits *l = neigh_limits(w->tbl);
	int *const v[] = {&l->gc_thresh1, &l->gc_thresh2, &l->gc_thresh3, &l->gc_interval};

	return v[w->row];
}

static int gc_show(struct net *net, FILE *out, void *priv)
{
	struct which w;

	if (unpack(net, priv, &w))
		return -ENOENT;
	sysctl_read(SYSCTL_INT, *gc_value(&w), out);
	return 0;
}

static ssize_t gc_write(struct net *net, const struct ep_user *user, const char *buf, size_t len,
			void *priv)
{
	struct which w;

	if (unpack(net, priv, &w))
		return -ENOENT;
	return sysctl_write(SYSCTL_INT_MINMAX, &unsigned_int, buf, len, gc_value(&w));
}

static const struct proc_ops gc_ops = {gc_show, gc_write};

/* ---- the folders ---- */

static bool has_family(const struct net_device *dev, int family)
{
	return family == AF_INET ? dev->ip_ptr != NULL : dev->ip6_ptr != NULL;
}

/* "eth0/NAME": the device, and what stands behind it. */
static int split(struct net *net, int family, const char *rest, int *ifindex, const char **name)
{
	const char *slash = strchr(rest, '/');
	size_t n = slash ? (size_t)(slash - rest) : strlen(rest);
	char dev_name[IFNAMSIZ] = "";
	struct net_device *dev;

	*name = slash ? slash + 1 : "";
	if (n >= IFNAMSIZ)
		return -ENOENT;
	memcpy(dev_name, rest, n);
	*ifindex = DEFAULTS;
	if (!strcmp(dev_name, "default"))
		return 0;
	dev = dev_get_by_name(net, dev_name);
	if (!dev || !has_family(dev, family))
		return -ENOENT;
	*ifindex = dev->ifindex;
	return 0;
}

static int lookup(struct net *net, int family, const char *rest, struct proc_file *f)
{
	const char *name;
	int ifindex;

	if (split(net, family, rest, &ifindex, &name))
		return -ENOENT;
	if (!*name)
		return -EISDIR;
	for (unsigned int i = 0; i < ARRAY_SIZE(names); i++) {
		if (strcmp(names[i].name, name))
			continue;
		*f = (struct proc_file){
			.mode = 0644, .ops = &parm_ops, .priv = pack(family, ifindex, i)};
		return 0;
	}
	for (unsigned int i = 0; ifindex == DEFAULTS && i < ARRAY_SIZE(gc_name); i++) {
		if (strcmp(gc_name[i], name))
			continue;
		*f = (struct proc_file){
			.mode = 0644, .ops = &gc_ops, .priv = pack(family, DEFAULTS, i)};
		return 0;
	}
	return -ENOENT;
}

static void list_devices(struct net *net, int family, void (*emit)(void *, const char *), void *ctx)
{
	struct net_device *dev;
	char name[IFNAMSIZ + 1];

	emit(ctx, "default/");
	for_each_netdev (net, dev) {
		if (!has_family(dev, family))
			continue;
		snprintf(name, sizeof(name), "%s/", dev->name);
		emit(ctx, name);
	}
}

static int list(struct net *net, int family, const char *rest, void (*emit)(void *, const char *),
		void *ctx)
{
	const char *name;
	int ifindex;

	if (!*rest) {
		list_devices(net, family, emit, ctx);
		return 0;
	}
	if (split(net, family, rest, &ifindex, &name))
		return -ENOENT;
	if (*name)
		return -ENOTDIR;
	for (unsigned int i = 0; i < ARRAY_SIZE(names); i++)
		emit(ctx, names[i].name);
	for (unsigned int i = 0; ifindex == DEFAULTS && i < ARRAY_SIZE(gc_name); i++)
		emit(ctx, gc_name[i]);
	return 0;
}

static int lookup4(struct net *net, const char *rest, struct proc_file *f)
{
	return lookup(net, AF_INET, rest, f);
}

static int list4(struct net *net, const char *rest, void (*emit)(void *, const char *), void *ctx)
{
	return list(net, AF_INET, rest, emit, ctx);
}

static int lookup6(struct net *net, const char *rest, struct proc_file *f)
{
	return lookup(net, AF_INET6, rest, f);
}

static int list6(struct net *net, const char *rest, void (*emit)(void *, const char *), void *ctx)
{
	return list(net, AF_INET6, rest, emit, ctx);
}

int sysctl_neigh_net_init(struct net *net)
{
	static const struct proc_dir_ops dir4 = {lookup4, list4}, dir6 = {lookup6, list6};
	int err = proc_register_dir(net, "/proc/sys/net/ipv4/neigh", &dir4);

	if (!err)
		err = proc_register_dir(net, "/proc/sys/net/ipv6/neigh", &dir6);
	return err;
}
