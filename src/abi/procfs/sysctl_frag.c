// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * How long and how many fragments may wait: net/ipv4/ipfrag_* and net/ipv6/ip6frag_*.
 *
 * The two thresholds hold each other: low may not be set above high, nor high below low.
 */
#include "abi/procfs/procfs.h"

#include "base/clock.h"

#include <ctype.h>
#include <limits.h>
#include <stdlib.h>

enum frag_value { HIGH_THRESH, LOW_THRESH, TIME, MAX_DIST };

struct frag_sysctl {
	const char *path;
	enum frag_value value;
	size_t limits; /* struct inet_frag_limits in struct net */
};

#define V4 offsetof(struct net, ipv4.frag_limits)
static const struct frag_sysctl frag_table[] = {
	{"/proc/sys/net/ipv4/ipfrag_high_thresh", HIGH_THRESH, V4},
	{"/proc/sys/net/ipv4/ipfrag_low_thresh", LOW_THRESH, V4},
	{"/proc/sys/net/ipv4/ipfrag_time", TIME, V4},
	{"/proc/sys/net/ipv4/ipfrag_max_dist", MAX_DIST, V4},
};

static struct inet_frag_limits *limits_of(struct net *net, const struct frag_sysctl *s)
{
	return (struct inet_frag_limits *)((char *)net + s->limits);
}

static int frag_show(struct net *net, FILE *out, void *priv)
{
	const struct frag_sysctl *s = priv;
	const struct inet_frag_limits *l = limits_of(net, s);

	switch (s->value) {
	case HIGH_THRESH:
		fprintf(out, "%lu\n", l->high_thresh);
		break;
	case LOW_THRESH:
		fprintf(out, "%lu\n", l->low_thresh);
		break;
	case TIME:
		sysctl_read(SYSCTL_JIFFIES, l->timeout, out);
		break;
	case MAX_DIST:
		sysctl_read(SYSCTL_INT, l->max_dist, out);
		break;
	}
	return 0;
}

/* A number as strtoul() reads it, with white space around it; => bytes taken or -EINVAL */
static ssize_t write_ulong(const char *buf, size_t len, unsigned long min, unsigned long max,
			   unsigned long *value)
{
	char text[32], *end;
	size_t at = 0;
	unsigned long v;

	while (at < len && isspace((unsigned char)buf[at]))
		at++;
	if (at == len)
		return len ? -EINVAL : 0;
	if (!isdigit((unsigned char)buf[at]))
		return -EINVAL;
	memset(text, 0, sizeof(text));
	memcpy(text, buf + at, len - at < sizeof(text) - 1 ? len - at : sizeof(text) - 1);
	errno = 0;
	v = strtoul(text, &end, 0);
	if (errno || (*end && !isspace((unsigned char)*end)))
		return -EINVAL;
	if (v < min || v > max)
		return -EINVAL;
	WRITE_ONCE(*value, v);
	return (ssize_t)len;
}

static ssize_t write_int(enum sysctl_kind kind, int min, int *value, const char *buf, size_t len)
{
	const struct sysctl_range range = {min, INT_MAX};
	int v = 0;
	ssize_t ret = sysctl_write(kind, &range, buf, len, &v);

	if (ret > 0)
		WRITE_ONCE(*value, v);
	return ret;
}

static ssize_t frag_write(struct net *net, const struct ep_user *user, const char *buf, size_t len,
			  void *priv)
{
	const struct frag_sysctl *s = priv;
	struct inet_frag_limits *l = limits_of(net, s);

	switch (s->value) {
	case HIGH_THRESH:
		return write_ulong(buf, len, l->low_thresh, ULONG_MAX, &l->high_thresh);
	case LOW_THRESH:
		return write_ulong(buf, len, 0, l->high_thresh, &l->low_thresh);
	case TIME:
		return write_int(SYSCTL_JIFFIES, INT_MIN, &l->timeout, buf, len);
	default:
		return write_int(SYSCTL_INT_MINMAX, 0, &l->max_dist, buf, len);
	}
}

static const struct proc_ops frag_ops = {frag_show, frag_write};

int sysctl_frag_net_init(struct net *net)
{
	int err = 0;

	for (unsigned int i = 0; i < ARRAY_SIZE(frag_table) && !err; i++)
		err = proc_register(net, frag_table[i].path, 0644, &frag_ops,
				    (void *)(uintptr_t)&frag_table[i]);
	return err;
}
