// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * /proc/sys/net/ipv6: the settings of the namespace and conf/{all,default,DEV}/.
 *
 * conf/DEV is there while the device has IPv6.  Writes with consequences are inet6_conf_set()'s.
 */
#include "abi/procfs/procfs.h"

#include "net/if_inet6.h"

#include <ctype.h>
#include <limits.h>
#include <linux/if_link.h>
#include <stdlib.h>

#define ANY_INT                  \
	{                        \
		INT_MIN, INT_MAX \
	}
#define BOOL_        \
	{            \
		0, 1 \
	}
#define WHOLE_U8       \
	{              \
		0, 255 \
	}

/* ---- net/ipv6/NAME ---- */

struct ipv6_sysctl {
	const char *name;
	enum sysctl_kind kind;
	struct sysctl_range range;
	size_t offset; /* in struct netns_ipv6 */
	int unit; /* the value is kept in 1/@unit of what the kind makes of it, 0: as it is */
};

#define V6(f) offsetof(struct netns_ipv6, sysctl_##f)

/* clang-format off */
static const struct ipv6_sysctl ipv6_table[] = {
	{"bindv6only", SYSCTL_U8, WHOLE_U8, V6(bindv6only)},
	{"anycast_src_echo_reply", SYSCTL_U8, WHOLE_U8, V6(anycast_src_echo_reply)},
	{"flowlabel_consistency", SYSCTL_U8, WHOLE_U8, V6(flowlabel_consistency)},
	{"auto_flowlabels", SYSCTL_U8, {0, 3}, V6(auto_flowlabels)},
	{"fwmark_reflect", SYSCTL_U8, WHOLE_U8, V6(fwmark_reflect)},
	{"idgen_retries", SYSCTL_INT, ANY_INT, V6(idgen_retries)},
	{"idgen_delay", SYSCTL_JIFFIES, ANY_INT, V6(idgen_delay), HZ},
	{"flowlabel_state_ranges", SYSCTL_U8, WHOLE_U8, V6(flowlabel_state_ranges)},
	{"ip_nonlocal_bind", SYSCTL_U8, WHOLE_U8, V6(ip_nonlocal_bind)},
	{"flowlabel_reflect", SYSCTL_INT_MINMAX, {0, 7}, V6(flowlabel_reflect)},
	{"max_dst_opts_number", SYSCTL_INT, ANY_INT, V6(max_dst_opts_cnt)},
	{"max_hbh_opts_number", SYSCTL_INT, ANY_INT, V6(max_hbh_opts_cnt)},
	{"max_dst_opts_length", SYSCTL_INT, ANY_INT, V6(max_dst_opts_len)},
	{"max_hbh_length", SYSCTL_INT, ANY_INT, V6(max_hbh_opts_len)},
	{"fib_multipath_hash_policy", SYSCTL_U8, {0, 3}, V6(fib_multipath_hash_policy)},
	{"fib_multipath_hash_fields", SYSCTL_INT_MINMAX, {1, 4095}, V6(fib_multipath_hash_fields)},
	{"fib_notify_on_flag_change", SYSCTL_U8, {0, 2}, V6(fib_notify_on_flag_change)},
	{"icmp/ratelimit", SYSCTL_MS_JIFFIES, ANY_INT, V6(icmpv6_time), -1},
	{"icmp/echo_ignore_all", SYSCTL_U8, WHOLE_U8, V6(icmpv6_echo_ignore_all)},
	{"icmp/echo_ignore_multicast", SYSCTL_U8, WHOLE_U8, V6(icmpv6_echo_ignore_multicast)},
	{"icmp/echo_ignore_anycast", SYSCTL_U8, WHOLE_U8, V6(icmpv6_echo_ignore_anycast)},
	{"icmp/error_anycast_as_unicast", SYSCTL_U8, BOOL_, V6(icmpv6_error_anycast_as_unicast)},
	{"route/gc_thresh", SYSCTL_INT, ANY_INT, V6(ip6_rt_gc_thresh)},
	{"route/max_size", SYSCTL_INT, ANY_INT, V6(ip6_rt_max_size)},
	{"route/gc_min_interval", SYSCTL_JIFFIES, ANY_INT, V6(ip6_rt_gc_min_interval)},
	{"route/gc_min_interval_ms", SYSCTL_MS_JIFFIES, ANY_INT, V6(ip6_rt_gc_min_interval)},
	{"route/gc_timeout", SYSCTL_JIFFIES, ANY_INT, V6(ip6_rt_gc_timeout), HZ},
	{"route/gc_interval", SYSCTL_JIFFIES, ANY_INT, V6(ip6_rt_gc_interval), HZ},
	{"route/gc_elasticity", SYSCTL_INT, ANY_INT, V6(ip6_rt_gc_elasticity)},
	{"route/mtu_expires", SYSCTL_JIFFIES, ANY_INT, V6(ip6_rt_mtu_expires), HZ},
	{"route/min_adv_mss", SYSCTL_INT, ANY_INT, V6(ip6_rt_min_advmss)},
	{"route/skip_notify_on_dev_down", SYSCTL_U8, BOOL_, V6(skip_notify_on_dev_down)},
};
/* clang-format on */

static int *ipv6_value(struct net *net, const struct ipv6_sysctl *s)
{
	return (int *)((char *)&net->ipv6 + s->offset);
}

static int ipv6_show(struct net *net, FILE *out, void *priv)
{
	const struct ipv6_sysctl *s = priv;

	/* With a unit it is kept as it is shown. */
	sysctl_read(s->unit ? SYSCTL_INT : s->kind, READ_ONCE(*ipv6_value(net, s)), out);
	return 0;
}

static ssize_t ipv6_write(struct net *net, const struct ep_user *user, const char *buf, size_t len,
			  void *priv)
{
	const struct ipv6_sysctl *s = priv;
	int v = 0;
	ssize_t ret = sysctl_write(s->kind, &s->range, buf, len, &v);

	if (ret <= 0)
		return ret;
	if (s->unit > 0)
		v /= s->unit;
	else if (s->unit < 0)
		v = (int)jiffies_to_msecs((u64)v);
	WRITE_ONCE(*ipv6_value(net, s), v);
	return ret;
}

static const struct proc_ops ipv6_ops = {ipv6_show, ipv6_write};

/* ---- icmp/ratemask: ranges of message types ---- */

static int ratemask_show(struct net *net, FILE *out, void *priv)
{
	const u64 *mask = net->ipv6.sysctl_icmpv6_ratemask;
	const char *comma = "";

	for (int i = 0; i < 256; i++) {
		int from = i;

		if (!(mask[i / 64] >> (i % 64) & 1))
			continue;
		while (i < 255 && mask[(i + 1) / 64] >> ((i + 1) % 64) & 1)
			i++;
		fprintf(out, from == i ? "%s%d" : "%s%d-%d", comma, from, i);
		comma = ",";
	}
	fputc('\n', out);
	return 0;
}

/* One "A" or "A-B" at *@p; => 0, -EINVAL */
static int read_types(const char **p, u64 mask[4])
{
	char *end;
	unsigned long from, to;

	if (!isdigit((unsigned char)**p))
		return -EINVAL;
	from = to = strtoul(*p, &end, 0);
	if (*end == '-') {
		if (!isdigit((unsigned char)end[1]))
			return -EINVAL;
		to = strtoul(end + 1, &end, 0);
	}
	if (to > 255 || from > to)
		return -EINVAL;
	for (unsigned long t = from; t <= to; t++)
		mask[t / 64] |= 1ull << (t % 64);
	*p = end;
	return 0;
}

static ssize_t ratemask_write(struct net *net, const struct ep_user *user, const char *buf,
			      size_t len, void *priv)
{
	const char *p = buf, *end = buf + len;
	u64 mask[4] = {0};

	if (!len)
		return 0;
	while (p < end && isspace((unsigned char)*p))
		p++;
	while (p < end && !isspace((unsigned char)*p) && *p) {
		if (read_types(&p, mask) ||
		    (p < end && *p && *p != ',' && !isspace((unsigned char)*p)))
			return -EINVAL;
		p += p < end && *p == ',';
	}
	memcpy(net->ipv6.sysctl_icmpv6_ratemask, mask, sizeof(mask));
	return (ssize_t)len;
}

static const struct proc_ops ratemask_ops = {ratemask_show, ratemask_write};

/* ---- route/flush ---- */

static ssize_t flush_write(struct net *net, const struct ep_user *user, const char *buf, size_t len,
			   void *priv)
{
	int delay = 0;

	return sysctl_write(SYSCTL_INT, NULL, buf, len, &delay);
}

static const struct proc_ops flush_ops = {.write = flush_write};

/* ---- conf/{all,default,DEV}/NAME ---- */

struct conf_kind {
	enum sysctl_kind kind;
	struct sysctl_range range;
	bool is_unsigned;
};

/* clang-format off */
/* All others are plain numbers. */
static const struct conf_kind conf_kind[DEVCONF_ALL_MAX] = {
	[DEVCONF_HOPLIMIT] = {SYSCTL_INT_MINMAX, {1, 255}},
	[DEVCONF_RTR_SOLICITS] = {SYSCTL_INT_MINMAX, {-1, INT_MAX}},
	[DEVCONF_RTR_SOLICIT_INTERVAL] = {SYSCTL_JIFFIES, ANY_INT},
	[DEVCONF_RTR_SOLICIT_MAX_INTERVAL] = {SYSCTL_JIFFIES, ANY_INT},
	[DEVCONF_RTR_SOLICIT_DELAY] = {SYSCTL_JIFFIES, ANY_INT},
	[DEVCONF_RTR_PROBE_INTERVAL] = {SYSCTL_JIFFIES, ANY_INT},
	[DEVCONF_MLDV1_UNSOLICITED_REPORT_INTERVAL] = {SYSCTL_MS_JIFFIES, ANY_INT},
	[DEVCONF_MLDV2_UNSOLICITED_REPORT_INTERVAL] = {SYSCTL_MS_JIFFIES, ANY_INT},
	[DEVCONF_RA_DEFRTR_METRIC] = {SYSCTL_INT_MINMAX, {1, INT_MAX}},
	[DEVCONF_IOAM6_ENABLED] = {SYSCTL_U8, BOOL_},
	[DEVCONF_IOAM6_ID] = {SYSCTL_INT_MINMAX, {0, 65535}},
	[DEVCONF_IOAM6_ID_WIDE] = {SYSCTL_INT, ANY_INT, .is_unsigned = true},
	[DEVCONF_NDISC_EVICT_NOCARRIER] = {SYSCTL_U8, BOOL_},
	[DEVCONF_ACCEPT_UNTRACKED_NA] = {SYSCTL_INT_MINMAX, {0, 2}},
	[DEVCONF_RA_HONOR_PIO_LIFE] = {SYSCTL_U8, BOOL_},
	[DEVCONF_RA_HONOR_PIO_PFLAG] = {SYSCTL_U8, BOOL_},
	[DEVCONF_NDISC_TCLASS] = {SYSCTL_INT_MINMAX, {0, 255}},
};
/* clang-format on */

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

static int secret_show(const struct ipv6_devconf *cnf, FILE *out)
{
	if (!cnf->secret_initialized)
		return -EIO;
	for (int i = 0; i < 16; i += 2)
		fprintf(out, "%02x%02x%c", cnf->stable_secret.s6_addr[i],
			cnf->stable_secret.s6_addr[i + 1], i == 14 ? '\n' : ':');
	return 0;
}

static int conf_show(struct net *net, FILE *out, void *priv)
{
	const struct ipv6_devconf *cnf;
	struct net_device *dev;
	int attr, v;

	if (unpack(net, priv, &dev, &attr))
		return -ENOENT;
	cnf = inet6_devconf(net, dev);
	if (!cnf)
		return -ENOENT;
	if (attr == DEVCONF_STABLE_SECRET)
		return secret_show(cnf, out);
	v = READ_ONCE(((struct ipv6_devconf *)cnf)->data[attr]);
	if (conf_kind[attr].is_unsigned)
		fprintf(out, "%u\n", (u32)v);
	else
		sysctl_read(conf_kind[attr].kind, v, out);
	return 0;
}

static ssize_t secret_write(struct net *net, struct net_device *dev, const char *buf, size_t len)
{
	char text[INET6_ADDRSTRLEN];
	struct in6_addr secret;
	size_t n = 0;
	int err;

	if (!dev)
		return -EIO;
	while (n < len && n < sizeof(text) - 1 && buf[n] && !isspace((unsigned char)buf[n])) {
		text[n] = buf[n];
		n++;
	}
	text[n] = 0;
	if (inet_pton(AF_INET6, text, &secret) != 1)
		return -EIO;
	err = inet6_conf_secret(net, dev, &secret);
	return err ? err : (ssize_t)len;
}

static ssize_t conf_write(struct net *net, const struct ep_user *user, const char *buf, size_t len,
			  void *priv)
{
	struct net_device *dev;
	int attr, v = 0, err;
	ssize_t ret;

	if (unpack(net, priv, &dev, &attr))
		return -ENOENT;
	if (attr == DEVCONF_STABLE_SECRET)
		return secret_write(net, dev, buf, len);
	ret = sysctl_write(conf_kind[attr].kind, &conf_kind[attr].range, buf, len, &v);
	if (ret <= 0)
		return ret;
	err = inet6_conf_set(net, dev, attr, v);
	return err ? err : ret;
}

static const struct proc_ops conf_ops = {conf_show, conf_write};

/* "DEV/NAME" or "DEV": the device's number and the rest. */
static int split_device(struct net *net, const char *rest, int *ifindex, const char **name)
{
	const char *slash = strchr(rest, '/');
	size_t n = slash ? (size_t)(slash - rest) : strlen(rest);
	char dev_name[IFNAMSIZ] = "";
	struct net_device *dev;

	*name = slash ? slash + 1 : "";
	if (n >= IFNAMSIZ)
		return -ENOENT;
	memcpy(dev_name, rest, n);
	*ifindex = !strcmp(dev_name, "all") ? ALL_DEVICES : DEFAULTS;
	if (!strcmp(dev_name, "all") || !strcmp(dev_name, "default"))
		return 0;
	dev = dev_get_by_name(net, dev_name);
	if (!dev || !dev->ip6_ptr)
		return -ENOENT;
	*ifindex = dev->ifindex;
	return 0;
}

static u32 conf_mode(int attr)
{
	if (attr == DEVCONF_STABLE_SECRET)
		return 0600;
	return attr == DEVCONF_MC_FORWARDING ? 0444 : 0644;
}

static int conf_lookup(struct net *net, const char *rest, struct proc_file *f)
{
	const char *name;
	int ifindex;

	if (split_device(net, rest, &ifindex, &name))
		return -ENOENT;
	if (!*name)
		return -EISDIR;
	for (int attr = 0; attr < DEVCONF_ALL_MAX; attr++) {
		if (!addrconf_name(attr) || strcmp(addrconf_name(attr), name))
			continue;
		*f = (struct proc_file){
			.mode = conf_mode(attr), .ops = &conf_ops, .priv = pack(ifindex, attr)};
		return 0;
	}
	return -ENOENT;
}

static void list_devices(struct net *net, void (*emit)(void *, const char *), void *ctx)
{
	struct net_device *dev;
	char name[IFNAMSIZ + 1];

	emit(ctx, "all/");
	emit(ctx, "default/");
	for_each_netdev (net, dev) {
		if (!dev->ip6_ptr)
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
		list_devices(net, emit, ctx);
		return 0;
	}
	if (split_device(net, rest, &ifindex, &name))
		return -ENOENT;
	if (*name)
		return -ENOTDIR;
	for (int attr = 0; attr < DEVCONF_ALL_MAX; attr++)
		if (addrconf_name(attr))
			emit(ctx, addrconf_name(attr));
	return 0;
}

static const struct proc_dir_ops conf_dir = {conf_lookup, conf_list};

/* ---- registration ---- */

int sysctl_ipv6_net_init(struct net *net)
{
	char path[128];
	int err = 0;

	for (unsigned int i = 0; i < ARRAY_SIZE(ipv6_table) && !err; i++) {
		snprintf(path, sizeof(path), "/proc/sys/net/ipv6/%s", ipv6_table[i].name);
		err = proc_register(net, path, 0644, &ipv6_ops, (void *)(uintptr_t)&ipv6_table[i]);
	}
	if (!err)
		err = proc_register(net, "/proc/sys/net/ipv6/icmp/ratemask", 0644, &ratemask_ops,
				    NULL);
	if (!err)
		err = proc_register(net, "/proc/sys/net/ipv6/route/flush", 0200, &flush_ops, NULL);
	return err ? err : proc_register_dir(net, "/proc/sys/net/ipv6/conf", &conf_dir);
}
