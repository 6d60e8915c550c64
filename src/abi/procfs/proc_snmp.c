// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The MIB counters as files: /proc/net/snmp, netstat and snmp6, and dev_snmp6 for each device.
 *
 * A counter's sum over the shards is what is shown.  Rows of names and numbers go in the kernel's
 * order, which is not that of the enums: those are ordered for the packet path.
 */
#include "abi/procfs/procfs.h"

#include "net/if_inet6.h"
#include "net/inetdevice.h"

#include <linux/icmpv6.h>
#include <stdlib.h>

/** struct mib_item - a column: its name and the counter's place in its set */
struct mib_item {
	const char *name;
	unsigned int index;
};

static const char *const ip_names[] = {
#define X(id, name) [IPSTATS_MIB_##id] = name,
	IPSTATS_MIBS(X)
#undef X
};
static const char *const linux_names[] = {
#define X(id, name) name,
	LINUX_MIBS(X)
#undef X
};

/* ---- sums ---- */

/* @mib: the sum of all shards' */
static void mib_sum(struct net *net, struct net_mib *sum)
{
	u64 *to = (u64 *)sum;

	memset(sum, 0, sizeof(*sum));
	for (u32 i = 0; i < net->nr_shards; i++) {
		const u64 *from = (const u64 *)&net->shard[i]->mib;

		for (size_t j = 0; j < sizeof(*sum) / sizeof(u64); j++)
			to[j] += READ_ONCE(from[j]);
	}
}

static void show_row(FILE *out, const char *label, const struct mib_item *item, size_t n,
		     const u64 *set)
{
	fprintf(out, "%s:", label);
	for (size_t i = 0; i < n; i++)
		fprintf(out, " %s", item[i].name);
	fprintf(out, "\n%s:", label);
	for (size_t i = 0; i < n; i++)
		fprintf(out, " %llu", (unsigned long long)set[item[i].index]);
	fputc('\n', out);
}

/* ---- snmp ---- */

static const u8 snmp_ip_order[] = {
	IPSTATS_MIB_INPKTS,	      IPSTATS_MIB_INHDRERRORS,	   IPSTATS_MIB_INADDRERRORS,
	IPSTATS_MIB_OUTFORWDATAGRAMS, IPSTATS_MIB_INUNKNOWNPROTOS, IPSTATS_MIB_INDISCARDS,
	IPSTATS_MIB_INDELIVERS,	      IPSTATS_MIB_OUTREQUESTS,	   IPSTATS_MIB_OUTDISCARDS,
	IPSTATS_MIB_OUTNOROUTES,      IPSTATS_MIB_REASMTIMEOUT,	   IPSTATS_MIB_REASMREQDS,
	IPSTATS_MIB_REASMOKS,	      IPSTATS_MIB_REASMFAILS,	   IPSTATS_MIB_FRAGOKS,
	IPSTATS_MIB_FRAGFAILS,	      IPSTATS_MIB_FRAGCREATES,	   IPSTATS_MIB_OUTPKTS,
};

static void show_ip(FILE *out, const struct net *net, const u64 *ip)
{
	int forwarding = IPV4_DEVCONF_ALL(net, FORWARDING);

	fputs("Ip: Forwarding DefaultTTL", out);
	for (size_t i = 0; i < ARRAY_SIZE(snmp_ip_order); i++)
		fprintf(out, " %s", ip_names[snmp_ip_order[i]]);
	fprintf(out, "\nIp: %d %d", forwarding ? 1 : 2,
		READ_ONCE(((struct net *)net)->ipv4.sysctl_ip_default_ttl));
	for (size_t i = 0; i < ARRAY_SIZE(snmp_ip_order); i++)
		fprintf(out, " %llu", (unsigned long long)ip[snmp_ip_order[i]]);
	fputc('\n', out);
}

static const struct mib_item icmp_types[] = {
	{"DestUnreachs", ICMP_DEST_UNREACH},	{"TimeExcds", ICMP_TIME_EXCEEDED},
	{"ParmProbs", ICMP_PARAMETERPROB},	{"SrcQuenchs", ICMP_SOURCE_QUENCH},
	{"Redirects", ICMP_REDIRECT},		{"Echos", ICMP_ECHO},
	{"EchoReps", ICMP_ECHOREPLY},		{"Timestamps", ICMP_TIMESTAMP},
	{"TimestampReps", ICMP_TIMESTAMPREPLY}, {"AddrMasks", ICMP_ADDRESS},
	{"AddrMaskReps", ICMP_ADDRESSREPLY},
};
static const struct mib_item icmp_in[] = {
	{"InMsgs", ICMP_MIB_INMSGS},
	{"InErrors", ICMP_MIB_INERRORS},
	{"InCsumErrors", ICMP_MIB_CSUMERRORS},
};
static const struct mib_item icmp_out[] = {
	{"OutMsgs", ICMP_MIB_OUTMSGS},
	{"OutErrors", ICMP_MIB_OUTERRORS},
	{"OutRateLimitGlobal", ICMP_MIB_RATELIMITGLOBAL},
	{"OutRateLimitHost", ICMP_MIB_RATELIMITHOST},
};

static void icmp_columns(FILE *out, const char *way, const struct mib_item *item, size_t n)
{
	for (size_t i = 0; i < n; i++)
		fprintf(out, " %s%s", way, item[i].name);
}

static void icmp_values(FILE *out, const u64 *set, const struct mib_item *item, size_t n)
{
	for (size_t i = 0; i < n; i++)
		fprintf(out, " %llu", (unsigned long long)set[item[i].index]);
}

static void show_icmp(FILE *out, const struct net_mib *mib)
{
	fputs("Icmp:", out);
	icmp_columns(out, "", icmp_in, ARRAY_SIZE(icmp_in));
	icmp_columns(out, "In", icmp_types, ARRAY_SIZE(icmp_types));
	icmp_columns(out, "", icmp_out, ARRAY_SIZE(icmp_out));
	icmp_columns(out, "Out", icmp_types, ARRAY_SIZE(icmp_types));
	fputs("\nIcmp:", out);
	icmp_values(out, mib->icmp, icmp_in, ARRAY_SIZE(icmp_in));
	icmp_values(out, mib->icmpmsg.in, icmp_types, ARRAY_SIZE(icmp_types));
	icmp_values(out, mib->icmp, icmp_out, ARRAY_SIZE(icmp_out));
	icmp_values(out, mib->icmpmsg.out, icmp_types, ARRAY_SIZE(icmp_types));
	fputc('\n', out);
}

/* The types that were seen, at most sixteen a row. */
static void show_icmpmsg(FILE *out, const struct icmp_msg_mib *msg)
{
	enum { PER_ROW = 16 };
	const u64 *sets[] = {msg->in, msg->out};
	static const char *const way[] = {"In", "Out"};
	u64 value[PER_ROW];
	unsigned int what[PER_ROW], n = 0;

	for (unsigned int i = 0; i <= 512; i++) {
		if (i < 512 && sets[i / 256][i % 256]) {
			what[n] = i;
			value[n++] = sets[i / 256][i % 256];
		}
		if (n < PER_ROW && !(n && i == 512))
			continue;
		fputs("IcmpMsg:", out);
		for (unsigned int j = 0; j < n; j++)
			fprintf(out, " %sType%u", way[what[j] / 256], what[j] % 256);
		fputs("\nIcmpMsg:", out);
		for (unsigned int j = 0; j < n; j++)
			fprintf(out, " %llu", (unsigned long long)value[j]);
		fputc('\n', out);
		n = 0;
	}
}

static const struct mib_item tcp_items[] = {
	{"ActiveOpens", TCP_MIB_ACTIVEOPENS},
	{"PassiveOpens", TCP_MIB_PASSIVEOPENS},
	{"AttemptFails", TCP_MIB_ATTEMPTFAILS},
	{"EstabResets", TCP_MIB_ESTABRESETS},
	{"CurrEstab", TCP_MIB_CURRESTAB},
	{"InSegs", TCP_MIB_INSEGS},
	{"OutSegs", TCP_MIB_OUTSEGS},
	{"RetransSegs", TCP_MIB_RETRANSSEGS},
	{"InErrs", TCP_MIB_INERRS},
	{"OutRsts", TCP_MIB_OUTRSTS},
	{"InCsumErrors", TCP_MIB_CSUMERRORS},
};
static const struct mib_item udp_items[] = {
	{"InDatagrams", UDP_MIB_INDATAGRAMS},	{"NoPorts", UDP_MIB_NOPORTS},
	{"InErrors", UDP_MIB_INERRORS},		{"OutDatagrams", UDP_MIB_OUTDATAGRAMS},
	{"RcvbufErrors", UDP_MIB_RCVBUFERRORS}, {"SndbufErrors", UDP_MIB_SNDBUFERRORS},
	{"InCsumErrors", UDP_MIB_CSUMERRORS},	{"IgnoredMulti", UDP_MIB_IGNOREDMULTI},
	{"MemErrors", UDP_MIB_MEMERRORS},
};

/* The first four are constants of the stack: algorithm other, 200 ms, 120 s, no limit. */
static void show_tcp(FILE *out, const u64 *tcp)
{
	fputs("Tcp: RtoAlgorithm RtoMin RtoMax MaxConn", out);
	icmp_columns(out, "", tcp_items, ARRAY_SIZE(tcp_items));
	fputs("\nTcp: 1 200 120000 -1", out);
	icmp_values(out, tcp, tcp_items, ARRAY_SIZE(tcp_items));
	fputc('\n', out);
}

static int snmp_show(struct net *net, FILE *out, void *priv)
{
	struct net_mib *mib = aligned_alloc(CACHE_LINE, sizeof(*mib));

	if (!mib)
		return -ENOMEM;
	mib_sum(net, mib);
	show_ip(out, net, mib->ip);
	show_icmp(out, mib);
	show_icmpmsg(out, &mib->icmpmsg);
	show_tcp(out, mib->tcp);
	show_row(out, "Udp", udp_items, ARRAY_SIZE(udp_items), mib->udp);
	show_row(out, "UdpLite", udp_items, ARRAY_SIZE(udp_items), mib->udplite);
	free(mib);
	return 0;
}

/* ---- netstat ---- */

static const u8 ipext_order[] = {
	IPSTATS_MIB_INNOROUTES,	    IPSTATS_MIB_INTRUNCATEDPKTS, IPSTATS_MIB_INMCASTPKTS,
	IPSTATS_MIB_OUTMCASTPKTS,   IPSTATS_MIB_INBCASTPKTS,	 IPSTATS_MIB_OUTBCASTPKTS,
	IPSTATS_MIB_INOCTETS,	    IPSTATS_MIB_OUTOCTETS,	 IPSTATS_MIB_INMCASTOCTETS,
	IPSTATS_MIB_OUTMCASTOCTETS, IPSTATS_MIB_INBCASTOCTETS,	 IPSTATS_MIB_OUTBCASTOCTETS,
	IPSTATS_MIB_CSUMERRORS,	    IPSTATS_MIB_NOECTPKTS,	 IPSTATS_MIB_ECT1PKTS,
	IPSTATS_MIB_ECT0PKTS,	    IPSTATS_MIB_CEPKTS,		 IPSTATS_MIB_REASM_OVERLAPS,
};

static int netstat_show(struct net *net, FILE *out, void *priv)
{
	struct net_mib *mib = aligned_alloc(CACHE_LINE, sizeof(*mib));

	if (!mib)
		return -ENOMEM;
	mib_sum(net, mib);
	fputs("TcpExt:", out);
	for (size_t i = 0; i < LINUX_MIB_MAX_; i++)
		fprintf(out, " %s", linux_names[i]);
	fputs("\nTcpExt:", out);
	for (size_t i = 0; i < LINUX_MIB_MAX_; i++)
		fprintf(out, " %llu", (unsigned long long)mib->linux_[i]);
	fputs("\nIpExt:", out);
	for (size_t i = 0; i < ARRAY_SIZE(ipext_order); i++)
		fprintf(out, " %s", ip_names[ipext_order[i]]);
	fputs("\nIpExt:", out);
	for (size_t i = 0; i < ARRAY_SIZE(ipext_order); i++)
		fprintf(out, " %llu", (unsigned long long)mib->ip[ipext_order[i]]);
	fputc('\n', out);
	free(mib);
	return 0;
}

/* ---- snmp6 ---- */

static const struct mib_item ip6_items[] = {
	{"InReceives", IPSTATS_MIB_INPKTS},
	{"InHdrErrors", IPSTATS_MIB_INHDRERRORS},
	{"InTooBigErrors", IPSTATS_MIB_INTOOBIGERRORS},
	{"InNoRoutes", IPSTATS_MIB_INNOROUTES},
	{"InAddrErrors", IPSTATS_MIB_INADDRERRORS},
	{"InUnknownProtos", IPSTATS_MIB_INUNKNOWNPROTOS},
	{"InTruncatedPkts", IPSTATS_MIB_INTRUNCATEDPKTS},
	{"InDiscards", IPSTATS_MIB_INDISCARDS},
	{"InDelivers", IPSTATS_MIB_INDELIVERS},
	{"OutForwDatagrams", IPSTATS_MIB_OUTFORWDATAGRAMS},
	{"OutRequests", IPSTATS_MIB_OUTREQUESTS},
	{"OutDiscards", IPSTATS_MIB_OUTDISCARDS},
	{"OutNoRoutes", IPSTATS_MIB_OUTNOROUTES},
	{"ReasmTimeout", IPSTATS_MIB_REASMTIMEOUT},
	{"ReasmReqds", IPSTATS_MIB_REASMREQDS},
	{"ReasmOKs", IPSTATS_MIB_REASMOKS},
	{"ReasmFails", IPSTATS_MIB_REASMFAILS},
	{"FragOKs", IPSTATS_MIB_FRAGOKS},
	{"FragFails", IPSTATS_MIB_FRAGFAILS},
	{"FragCreates", IPSTATS_MIB_FRAGCREATES},
	{"InMcastPkts", IPSTATS_MIB_INMCASTPKTS},
	{"OutMcastPkts", IPSTATS_MIB_OUTMCASTPKTS},
	{"InOctets", IPSTATS_MIB_INOCTETS},
	{"OutOctets", IPSTATS_MIB_OUTOCTETS},
	{"InMcastOctets", IPSTATS_MIB_INMCASTOCTETS},
	{"OutMcastOctets", IPSTATS_MIB_OUTMCASTOCTETS},
	{"InBcastOctets", IPSTATS_MIB_INBCASTOCTETS},
	{"OutBcastOctets", IPSTATS_MIB_OUTBCASTOCTETS},
	{"InNoECTPkts", IPSTATS_MIB_NOECTPKTS},
	{"InECT1Pkts", IPSTATS_MIB_ECT1PKTS},
	{"InECT0Pkts", IPSTATS_MIB_ECT0PKTS},
	{"InCEPkts", IPSTATS_MIB_CEPKTS},
	{"OutTransmits", IPSTATS_MIB_OUTPKTS},
};
static const struct mib_item icmp6_items[] = {
	{"InMsgs", ICMP_MIB_INMSGS},	       {"InErrors", ICMP_MIB_INERRORS},
	{"OutMsgs", ICMP_MIB_OUTMSGS},	       {"OutErrors", ICMP_MIB_OUTERRORS},
	{"InCsumErrors", ICMP_MIB_CSUMERRORS}, {"OutRateLimitHost", ICMP_MIB_RATELIMITHOST},
};
static const struct mib_item icmp6_types[] = {
	{"DestUnreachs", ICMPV6_DEST_UNREACH},
	{"PktTooBigs", ICMPV6_PKT_TOOBIG},
	{"TimeExcds", ICMPV6_TIME_EXCEED},
	{"ParmProblems", ICMPV6_PARAMPROB},
	{"Echos", ICMPV6_ECHO_REQUEST},
	{"EchoReplies", ICMPV6_ECHO_REPLY},
	{"GroupMembQueries", ICMPV6_MGM_QUERY},
	{"GroupMembResponses", ICMPV6_MGM_REPORT},
	{"GroupMembReductions", ICMPV6_MGM_REDUCTION},
	{"RouterSolicits", 133},
	{"RouterAdvertisements", 134},
	{"NeighborSolicits", 135},
	{"NeighborAdvertisements", 136},
	{"Redirects", 137},
	{"MLDv2Reports", ICMPV6_MLD2_REPORT},
};

static void show_lines(FILE *out, const char *prefix, const struct mib_item *item, size_t n,
		       const u64 *set)
{
	for (size_t i = 0; i < n; i++) {
		char name[64];

		snprintf(name, sizeof(name), "%s%s", prefix, item[i].name);
		fprintf(out, "%-32s\t%llu\n", name,
			(unsigned long long)READ_ONCE(set[item[i].index]));
	}
}

static void show_icmp6(FILE *out, const u64 *icmp6, const struct icmp_msg_mib *msg)
{
	const u64 *sets[] = {msg->in, msg->out};
	static const char *const way[] = {"Icmp6In", "Icmp6Out"};

	show_lines(out, "Icmp6", icmp6_items, ARRAY_SIZE(icmp6_items), icmp6);
	for (unsigned int w = 0; w < 2; w++)
		show_lines(out, way[w], icmp6_types, ARRAY_SIZE(icmp6_types), sets[w]);
	for (unsigned int i = 0; i < 512; i++)
		if (READ_ONCE(sets[i / 256][i % 256])) {
			char name[32];

			snprintf(name, sizeof(name), "%sType%u", way[i / 256], i % 256);
			fprintf(out, "%-32s\t%llu\n", name,
				(unsigned long long)READ_ONCE(sets[i / 256][i % 256]));
		}
}

/* Where multicast is ignored is not counted for UDP-Lite. */
static void show_udplite6(FILE *out, const u64 *set)
{
	show_lines(out, "UdpLite6", udp_items, UDP_MIB_IGNOREDMULTI, set);
	show_lines(out, "UdpLite6", udp_items + UDP_MIB_IGNOREDMULTI + 1, 1, set);
}

static int snmp6_show(struct net *net, FILE *out, void *priv)
{
	struct net_mib *mib = aligned_alloc(CACHE_LINE, sizeof(*mib));

	if (!mib)
		return -ENOMEM;
	mib_sum(net, mib);
	show_lines(out, "Ip6", ip6_items, ARRAY_SIZE(ip6_items), mib->ip6);
	show_icmp6(out, mib->icmp6, &mib->icmp6msg);
	show_lines(out, "Udp6", udp_items, ARRAY_SIZE(udp_items), mib->udp6);
	show_udplite6(out, mib->udplite6);
	free(mib);
	return 0;
}

/* ---- dev_snmp6 ---- */

static int dev_snmp6_show(struct net *net, FILE *out, void *priv)
{
	struct net_device *dev = dev_get_by_index(net, (int)(intptr_t)priv);
	const struct inet6_dev *idev = dev ? __in6_dev_get(dev) : NULL;

	if (!idev)
		return -ENOENT;
	fprintf(out, "%-32s\t%u\n", "ifIndex", dev->ifindex);
	show_lines(out, "Ip6", ip6_items, ARRAY_SIZE(ip6_items), idev->mib.ip6);
	show_icmp6(out, idev->mib.icmp6, &idev->mib.icmp6msg);
	return 0;
}

static const struct proc_ops dev_snmp6_ops = {.show = dev_snmp6_show};

static int dev_snmp6_lookup(struct net *net, const char *rest, struct proc_file *f)
{
	struct net_device *dev;

	if (!*rest)
		return -EISDIR;
	dev = dev_get_by_name(net, rest);
	if (!dev || !__in6_dev_get(dev))
		return -ENOENT;
	f->mode = 0444;
	f->ops = &dev_snmp6_ops;
	f->priv = (void *)(intptr_t)dev->ifindex;
	return 0;
}

static int dev_snmp6_list(struct net *net, const char *rest,
			  void (*emit)(void *ctx, const char *name), void *ctx)
{
	struct net_device *dev;

	if (*rest)
		return -ENOTDIR;
	for_each_netdev (net, dev)
		if (__in6_dev_get(dev))
			emit(ctx, dev->name);
	return 0;
}

static const struct proc_dir_ops dev_snmp6_dir = {.lookup = dev_snmp6_lookup,
						  .list = dev_snmp6_list};

/* ---- registration ---- */

static const struct proc_ops snmp_ops = {.show = snmp_show};
static const struct proc_ops netstat_ops = {.show = netstat_show};
static const struct proc_ops snmp6_ops = {.show = snmp6_show};

int proc_snmp_net_init(struct net *net)
{
	int err = proc_register(net, "/proc/net/snmp", 0444, &snmp_ops, NULL);

	if (!err)
		err = proc_register(net, "/proc/net/netstat", 0444, &netstat_ops, NULL);
	if (!err)
		err = proc_register(net, "/proc/net/snmp6", 0444, &snmp6_ops, NULL);
	return err ? err : proc_register_dir(net, "/proc/net/dev_snmp6", &dev_snmp6_dir);
}
