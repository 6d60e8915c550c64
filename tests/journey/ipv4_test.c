// SPDX-License-Identifier: GPL-2.0-or-later
/* IPv4 through and to the namespace: each rule of the path, as the referee kernel has it. */
#include "journey.h"

/* A table: a packet in by eth0, what comes of it. */
struct row {
	const char *name;
	struct pkt p;
	const char *out;
};

/* Each row @ms apart. */
static void run(struct journey *j, const struct row *rows, u32 n, u64 ms)
{
	for (u32 i = 0; i < n; i++) {
		print_message("%s\n", rows[i].name);
		journey_send(j, j->eth0, &rows[i].p);
		journey_expect(j, rows[i].out);
		journey_advance(j, ms);
	}
}
/* More than a second apart, so that no rate limit joins in; or at once, in the same millisecond. */
#define RUN(j, rows)	     run(j, rows, ARRAY_SIZE(rows), 1100)
#define RUN_AT_ONCE(j, rows) run(j, rows, ARRAY_SIZE(rows), 0)

static void forward(void **state)
{
	static const u8 any[64] = {1};
	static const struct row rows[] = {
		{"udp", {.len = 5}, "eth1 10.0.0.1>10.1.0.1 ttl 63 len 33; "},
		{"icmp", {.proto = 1, .type = 8}, "eth1 10.0.0.1>10.1.0.1 ttl 63 len 28 8/0; "},
		{"any protocol", {.proto = 99}, "eth1 10.0.0.1>10.1.0.1 ttl 63 len 28 proto 99; "},
		{"a fragment",
		 {.frag = 0x2000},
		 "eth1 10.0.0.1>10.1.0.1 ttl 63 len 28 frag 2000; "},
		{"a later one",
		 {.frag = 0x0010},
		 "eth1 10.0.0.1>10.1.0.1 ttl 63 len 28 frag 0010; "},
		{"tos", {.tos = 0xff}, "eth1 10.0.0.1>10.1.0.1 ttl 63 len 28 tos ff; "},
		{"ttl 2", {.ttl = 2}, "eth1 10.0.0.1>10.1.0.1 ttl 1 len 28; "},
		{"ttl 1",
		 {.ttl = 1, .tos = 0x2b},
		 "eth0 10.0.0.254>10.0.0.1 ttl 64 len 56 tos ca 11/0; !IP_TTL_EXPIRED; "},
		{"ttl 0",
		 {.ttl = 255},
		 "eth0 10.0.0.254>10.0.0.1 ttl 64 len 56 tos c0 11/0; !IP_TTL_EXPIRED; "},
		{"quotes 576 at the most",
		 {.ttl = 1, .len = 600},
		 "eth0 10.0.0.254>10.0.0.1 ttl 64 len 576 tos c0 11/0; !IP_TTL_EXPIRED; "},
		{"first fragment",
		 {.ttl = 1, .frag = 0x2000},
		 "eth0 10.0.0.254>10.0.0.1 ttl 64 len 56 tos c0 11/0; !IP_TTL_EXPIRED; "},
		{"no error about a later fragment", {.ttl = 1, .frag = 1}, "!IP_TTL_EXPIRED; "},
		{"no error about an error", {.ttl = 1, .proto = 1, .type = 3}, "!IP_TTL_EXPIRED; "},
		{"nor an unknown type", {.ttl = 1, .proto = 1, .type = 200}, "!IP_TTL_EXPIRED; "},
		{"nor type 1", {.ttl = 1, .proto = 1, .type = 1}, "!IP_TTL_EXPIRED; "},
		{"but about an echo reply",
		 {.ttl = 1, .proto = 1},
		 "eth0 10.0.0.254>10.0.0.1 ttl 64 len 56 tos c0 11/0; !IP_TTL_EXPIRED; "},
		{"other host", {.mac = "other"}, "!OTHERHOST; "},
		{"in a broadcast frame", {.mac = "bcast"}, "!UNICAST_IN_L2_MULTICAST; "},
		{"back where it came from",
		 {.dst = "10.0.0.1"},
		 "eth0 10.0.0.1>10.0.0.1 ttl 63 len 28; "},
		{"nops", {.opt = any, .optlen = 0}, "eth1 10.0.0.1>10.1.0.1 ttl 63 len 28; "},
	};

	RUN(*state, rows);
}

static void forward_mtu(void **state)
{
	struct journey *j = *state;
	static const struct row rows[] = {
		{"fits", {.len = 1372, .frag = 0x4000}, "eth1 10.0.0.1>10.1.0.1 ttl 63 len 1400; "},
		{"does not",
		 {.len = 1373, .frag = 0x4000},
		 "eth0 10.0.0.254>10.0.0.1 ttl 64 len 576 tos c0 3/4 00000578; !PKT_TOO_BIG; "},
		{"is cut",
		 {.len = 1373},
		 "eth1 10.0.0.1>10.1.0.1 ttl 63 len 1396 frag 2000; "
		 "eth1 10.0.0.1>10.1.0.1 ttl 63 len 25 frag 00ac; "},
	};

	assert_int_equal(dev_set_mtu(j->eth1, 1400), 0);
	RUN(j, rows);
}

static void martians(void **state)
{
	static const struct row rows[] = {
		{"group source", {.src = "224.0.0.1"}, "!IP_INVALID_SOURCE; "},
		{"broadcast source", {.src = "255.255.255.255"}, "!IP_INVALID_SOURCE; "},
		{"zero source", {.src = "0.0.0.0"}, "!IP_INVALID_SOURCE; "},
		{"loopback source", {.src = "127.0.0.1"}, "!IP_LOCALNET; "},
		{"our own", {.src = "10.0.0.254"}, "!IP_INVALID_SOURCE; "},
		{"our other own", {.src = "10.1.0.254"}, "!IP_INVALID_SOURCE; "},
		{"0/8 but not 0", {.src = "0.1.2.3"}, "eth1 0.1.2.3>10.1.0.1 ttl 63 len 28; "},
		{"subnet broadcast as source",
		 {.src = "10.0.0.255"},
		 "eth1 10.0.0.255>10.1.0.1 ttl 63 len 28; "},
		{"class E", {.src = "240.0.0.1"}, "eth1 240.0.0.1>10.1.0.1 ttl 63 len 28; "},
		{"loopback", {.dst = "127.0.0.1"}, "!IP_LOCALNET; "},
		{"zero", {.dst = "0.0.0.0"}, "!IP_INVALID_DEST; "},
		{"0/8",
		 {.dst = "0.1.2.3"},
		 "eth0 10.0.0.254>10.0.0.1 ttl 64 len 56 tos c0 3/0; !IP_INNOROUTES; "},
		{"from another net, without rp_filter",
		 {.src = "10.1.0.1"},
		 "eth1 10.1.0.1>10.1.0.1 ttl 63 len 28; "},
	};

	RUN(*state, rows);
}

static void rp_filter(void **state)
{
	struct journey *j = *state;
	static const struct row strict[] = {
		{"on its way", {.len = 0}, "eth1 10.0.0.1>10.1.0.1 ttl 63 len 28; "},
		{"from elsewhere", {.src = "10.1.0.7"}, "!IP_RPFILTER; "},
		{"from nowhere", {.src = "10.77.0.1"}, "!IP_RPFILTER; "},
	};
	static const struct row loose[] = {
		{"from elsewhere", {.src = "10.1.0.7"}, "eth1 10.1.0.7>10.1.0.1 ttl 63 len 28; "},
		{"from nowhere", {.src = "10.77.0.1"}, "!IP_RPFILTER; "},
	};

	journey_conf(j, j->eth0, IPV4_DEVCONF_RP_FILTER, 1);
	RUN(j, strict);
	journey_conf(j, j->eth0, IPV4_DEVCONF_RP_FILTER, 2);
	RUN(j, loose);
}

static void error_routes(void **state)
{
	struct journey *j = *state;
	static const struct row rows[] = {
		{"unreachable",
		 {.dst = "10.5.0.1"},
		 "eth0 10.0.0.254>10.0.0.1 ttl 64 len 56 tos c0 3/1; !IP_UNREACHABLE; "},
		{"prohibit",
		 {.dst = "10.6.0.1"},
		 "eth0 10.0.0.254>10.0.0.1 ttl 64 len 56 tos c0 3/13; !IP_PROHIBIT; "},
		{"blackhole", {.dst = "10.7.0.1"}, "!IP_BLACKHOLE; "},
		{"throw",
		 {.dst = "10.8.0.1"},
		 "eth0 10.0.0.254>10.0.0.1 ttl 64 len 56 tos c0 3/0; !IP_INNOROUTES; "},
		{"none",
		 {.dst = "10.9.0.1"},
		 "eth0 10.0.0.254>10.0.0.1 ttl 64 len 56 tos c0 3/0; !IP_INNOROUTES; "},
	};
	static const struct row off[] = {
		{"to a host", {.len = 0}, "!IP_NOT_FORWARDING; "},
		{"nowhere", {.dst = "10.9.0.1"}, "!IP_NOT_FORWARDING; "},
		{"to us",
		 {.dst = "10.0.0.254", .proto = 1, .type = 8},
		 "eth0 10.0.0.254>10.0.0.1 ttl 64 len 28 0/0; "},
	};

	journey_route(j, RTN_UNREACHABLE, "10.5.0.0/16", NULL, NULL);
	journey_route(j, RTN_PROHIBIT, "10.6.0.0/16", NULL, NULL);
	journey_route(j, RTN_BLACKHOLE, "10.7.0.0/16", NULL, NULL);
	journey_route(j, RTN_THROW, "10.8.0.0/16", NULL, NULL);
	RUN(j, rows);
	journey_conf(j, j->eth0, IPV4_DEVCONF_FORWARDING, 0);
	RUN(j, off);
}

/* Five at once, then one a second; with icmp_ratelimit 0 the first takes all tokens. */
static void error_rate(void **state)
{
	struct journey *j = *state;
	const struct pkt p = {.dst = "10.9.0.1"};

	j->net->ipv4.sysctl_icmp_ratelimit = 1000;
	for (int i = 0; i < 7; i++)
		journey_send(j, j->eth0, &p);
	journey_flush(j);
	const char *got = journey_got(j);
	int answers = 0;

	for (const char *at = got; (at = strstr(at, "3/0")); at++)
		answers++;
	/* Both buckets are one: an answer costs a second of each. */
	assert_int_equal(answers, 2);
	j->net->ipv4.sysctl_icmp_ratelimit = 0;
	journey_advance(j, 60000);
	for (int i = 0; i < 3; i++)
		journey_send(j, j->eth0, &p);
	journey_expect(j, "eth0 10.0.0.254>10.0.0.1 ttl 64 len 56 tos c0 3/0; !IP_INNOROUTES; "
			  "!IP_INNOROUTES; !IP_INNOROUTES; ");
}

static void global_rate(void **state)
{
	struct journey *j = *state;
	const struct pkt p = {.ttl = 1};
	int answers = 0;

	for (int i = 0; i < 150; i++) {
		journey_send(j, j->eth0, &p);
		journey_flush(j);
		answers += strstr(journey_got(j), "11/0") != NULL;
	}
	/* A burst of 50, of which each takes none, one or two. */
	assert_in_range(answers, 30, 75);
	j->net->ipv4.sysctl_icmp_ratemask = 0;
	journey_send(j, j->eth0, &p);
	journey_expect(j, "eth0 10.0.0.254>10.0.0.1 ttl 64 len 56 tos c0 11/0; !IP_TTL_EXPIRED; ");
}

#define TO_US .dst = "10.0.0.254"

static void local(void **state)
{
	static const struct row rows[] = {
		{"echo",
		 {TO_US, .proto = 1, .type = 8, .code = 5, .tos = 0xff, .ttl = 3, .len = 9},
		 "eth0 10.0.0.254>10.0.0.1 ttl 64 len 37 tos ff 0/5; "},
		{"echo to our other address",
		 {.dst = "10.1.0.254", .proto = 1, .type = 8},
		 "eth0 10.1.0.254>10.0.0.1 ttl 64 len 28 0/0; "},
		{"echo with a wrong sum",
		 {TO_US, .proto = 1, .type = 8, .bad_sum = true},
		 "!ICMP_CSUM; "},
		{"timestamp",
		 {TO_US, .proto = 1, .type = 13, .len = 12},
		 "eth0 10.0.0.254>10.0.0.1 ttl 64 len 40 14/0; "},
		{"timestamp without one",
		 {TO_US, .proto = 1, .type = 13, .len = 3},
		 "!PKT_TOO_SMALL; "},
		{"timestamp with one",
		 {TO_US, .proto = 1, .type = 13, .len = 4},
		 "eth0 10.0.0.254>10.0.0.1 ttl 64 len 40 14/0; "},
		{"address mask", {TO_US, .proto = 1, .type = 17, .len = 4}, "!ICMP_IGNORED; "},
		{"unreachable", {TO_US, .proto = 1, .type = 3, .len = 28}, "!ICMP_IGNORED; "},
		{"probe", {TO_US, .proto = 1, .type = 42, .len = 4}, "!ICMP_IGNORED; "},
		{"closed port",
		 {TO_US, .tos = 0x2b, .len = 5},
		 "eth0 10.0.0.254>10.0.0.1 ttl 64 len 61 tos ca 3/3; !NO_SOCKET; "},
		{"udp with a wrong sum", {TO_US, .bad_sum = true, .len = 5}, "!UDP_CSUM; "},
		{"udp without sum",
		 {TO_US, .no_sum = true},
		 "eth0 10.0.0.254>10.0.0.1 ttl 64 len 56 tos c0 3/3; !NO_SOCKET; "},
		{"syn",
		 {TO_US, .proto = 6, .type = 2, .seq = 5, .tos = 0x2b},
		 "eth0 10.0.0.254>10.0.0.1 ttl 64 len 40 tos 28 flags 14 seq 0 ack 6; "
		 "!NO_SOCKET; "},
		{"ack",
		 {TO_US, .proto = 6, .type = 16, .seq = 5, .ack = 77},
		 "eth0 10.0.0.254>10.0.0.1 ttl 64 len 40 flags 04 seq 77 ack 0; !NO_SOCKET; "},
		{"fin with data",
		 {TO_US, .proto = 6, .type = 1, .seq = 5, .len = 3},
		 "eth0 10.0.0.254>10.0.0.1 ttl 64 len 40 flags 14 seq 0 ack 9; !NO_SOCKET; "},
		{"rst", {TO_US, .proto = 6, .type = 4}, "!NO_SOCKET; "},
		{"tcp with a wrong sum",
		 {TO_US, .proto = 6, .type = 2, .bad_sum = true},
		 "!TCP_CSUM; "},
		{"no such protocol",
		 {TO_US, .proto = 99},
		 "eth0 10.0.0.254>10.0.0.1 ttl 64 len 56 tos c0 3/2; !IP_NOPROTO; "},
		{"igmp", {TO_US, .proto = 2}, "!NO_SOCKET; "},
		{"gre", {TO_US, .proto = 47}, "!NO_SOCKET; "},
		{"sctp", {TO_US, .proto = 132}, "!NO_SOCKET; "},
		{"ipip",
		 {TO_US, .proto = 4, .len = 20},
		 "eth0 10.0.0.254>10.0.0.1 ttl 64 len 76 tos c0 3/3; !NO_SOCKET; "},
		{"6in4",
		 {TO_US, .proto = 41, .len = 40},
		 "eth0 10.0.0.254>10.0.0.1 ttl 64 len 96 tos c0 3/3; !NO_SOCKET; "},
		{"a fragment", {TO_US, .frag = 0x2000}, ""},
		{"ttl does not matter",
		 {TO_US, .proto = 1, .type = 8, .ttl = 255},
		 "eth0 10.0.0.254>10.0.0.1 ttl 64 len 28 0/0; "},
	};

	RUN(*state, rows);
}

static void groups(void **state)
{
	struct journey *j = *state;
	static const struct row rows[] = {
		{"limited broadcast", {.dst = "255.255.255.255", .mac = "bcast"}, "!NO_SOCKET; "},
		{"subnet broadcast", {.dst = "10.0.0.255", .mac = "bcast"}, "!NO_SOCKET; "},
		{"other subnet's", {.dst = "10.1.0.255"}, "!NO_SOCKET; "},
		{"from 0 to 255",
		 {.src = "0.0.0.0", .dst = "255.255.255.255", .mac = "bcast"},
		 "!NO_SOCKET; "},
		{"echo to a broadcast",
		 {.dst = "10.0.0.255", .mac = "bcast", .proto = 1, .type = 8},
		 "!ICMP_IGNORED; "},
		{"all hosts", {.dst = "224.0.0.1", .mac = "mcast"}, "!NO_SOCKET; "},
		{"not joined", {.dst = "224.1.2.3", .mac = "mcast"}, "!MULTICAST; "},
		{"unicast in a broadcast frame", {TO_US, .mac = "bcast"}, "!NO_SOCKET; "},
		{"syn in a broadcast frame",
		 {TO_US, .mac = "bcast", .proto = 6, .type = 2},
		 "!NO_SOCKET; "},
	};
	static const struct row answered[] = {
		{"echo to a broadcast",
		 {.dst = "10.0.0.255", .mac = "bcast", .proto = 1, .type = 8},
		 "eth0 10.0.0.254>10.0.0.1 ttl 64 len 28 0/0; "},
		{"echo to all hosts",
		 {.dst = "224.0.0.1", .mac = "mcast", .proto = 1, .type = 8},
		 "eth0 10.0.0.254>10.0.0.1 ttl 64 len 28 0/0; "},
	};

	RUN(j, rows);
	j->net->ipv4.sysctl_icmp_echo_ignore_broadcasts = 0;
	RUN(j, answered);
	journey_conf(j, j->eth0, IPV4_DEVCONF_DROP_UNICAST_IN_L2_MULTICAST, 1);
	journey_send(j, j->eth0, &(struct pkt){TO_US, .mac = "bcast"});
	journey_expect(j, "!UNICAST_IN_L2_MULTICAST; ");
}

/* Bytes that are no packet, or a broken one. */
static void malformed(void **state)
{
	struct journey *j = *state;
	static const struct {
		const char *name;
		u8 at, value;
		u8 len; /* of the frame; 0: whole */
		const char *out;
	} rows[] = {
		{"version 5", 14, 0x55, 0, "!IP_INHDR; "},
		{"header of 16 bytes", 14, 0x44, 0, "!IP_INHDR; "},
		{"header of 60 bytes", 14, 0x4f, 0, "!IP_INHDR; "},
		{"checksum", 25, 0xee, 0, "!IP_CSUM; "},
		{"cut header", 14, 0x45, 30, "!IP_INHDR; "},
		{"cut packet", 14, 0x45, 40, "!PKT_TOO_SMALL; "},
		{"no frame", 14, 0x45, 13, "!PKT_TOO_SMALL; "},
		{"empty frame", 14, 0x45, 14, "!IP_INHDR; "},
		{"other type", 12, 0x86, 0, "!UNHANDLED_PROTO; "},
		{"a length", 12, 0x00, 0, "!UNHANDLED_PROTO; "},
	};
	u8 frame[42] = {2, 0,  0,  0, 0, 1,  2, 0, 0, 0,  1, 1, 8, 0, 0x45, 0, 0,  28, 0, 7, 0,
			0, 64, 17, 0, 0, 10, 0, 0, 1, 10, 1, 0, 1, 3, 0xe8, 0, 53, 0,  8, 0, 0};
	u16 sum = ip_fast_csum(frame + 14, 5);

	memcpy(frame + 24, &sum, 2);
	for (u32 i = 0; i < ARRAY_SIZE(rows); i++) {
		u8 copy[42];

		print_message("%s\n", rows[i].name);
		memcpy(copy, frame, sizeof(frame));
		copy[rows[i].at] = rows[i].value;
		journey_frame(j, j->eth0, copy, rows[i].len ? rows[i].len : sizeof(copy));
		journey_expect(j, rows[i].out);
	}
	journey_frame(j, j->eth0, frame, sizeof(frame));
	journey_expect(j, "eth1 10.0.0.1>10.1.0.1 ttl 63 len 28; ");
}

/* What follows the datagram is cut off; a priority tag, too; other VLANs are not ours. */
static void padding_and_tags(void **state)
{
	struct journey *j = *state;
	u8 frame[64] = {2, 0, 0,  0, 0, 1, 2, 0,  0,  0, 1, 1,	0x81, 0, 0x20, 0,  8, 0, 0x45,
			0, 0, 28, 0, 7, 0, 0, 64, 17, 0, 0, 10, 0,    0, 1,    10, 1, 0, 1};
	u16 sum = ip_fast_csum(frame + 18, 5);

	memcpy(frame + 28, &sum, 2);
	journey_frame(j, j->eth0, frame, sizeof(frame));
	journey_expect(j, "eth1 10.0.0.1>10.1.0.1 ttl 63 len 28; ");
	frame[15] = 5;
	journey_frame(j, j->eth0, frame, sizeof(frame));
	journey_expect(j, "!OTHERHOST; ");
}

static void options(void **state)
{
	struct journey *j = *state;
#define OPT(...) .opt = (const u8[]){__VA_ARGS__}, .optlen = sizeof((const u8[]){__VA_ARGS__})
#define ECHO	 TO_US, .proto = 1, .type = 8
	const struct row rows[] = {
		{"record route",
		 {OPT(7, 15, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)},
		 "eth1 10.0.0.1>10.1.0.1 ttl 63 len 44 opt 070f080a0100fe000000000000000000; "},
		{"record route in an echo",
		 {ECHO, OPT(7, 15, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)},
		 "eth0 10.0.0.254>10.0.0.1 ttl 64 len 44 0/0 opt "
		 "070f0c0a0000fe0a0000fe0000000000; "},
		{"full",
		 {OPT(7, 7, 8, 1, 2, 3, 4, 0)},
		 "eth1 10.0.0.1>10.1.0.1 ttl 63 len 36 opt 0707080102030400; "},
		{"timestamps",
		 {OPT(68, 8, 5, 0, 0, 0, 0, 0)},
		 "eth1 10.0.0.1>10.1.0.1 ttl 63 len 36 opt 44080900000003ed; "},
		{"no room for a stamp",
		 {OPT(68, 8, 9, 0x10, 0, 0, 0, 0)},
		 "eth1 10.0.0.1>10.1.0.1 ttl 63 len 36 opt 4408092000000000; "},
		{"nor to count it",
		 {OPT(68, 8, 9, 0xf0, 0, 0, 0, 0)},
		 "eth0 10.0.0.254>10.0.0.1 ttl 64 len 64 tos c0 12/0 17000000; !IP_OPTIONS; "},
		{"with addresses",
		 {OPT(68, 12, 5, 1, 0, 0, 0, 0, 0, 0, 0, 0)},
		 "eth1 10.0.0.1>10.1.0.1 ttl 63 len 40 opt 440c0d010a0000fe000003ed; "},
		{"ours is named",
		 {OPT(68, 12, 5, 3, 10, 0, 0, 254, 0, 0, 0, 0)},
		 "eth1 10.0.0.1>10.1.0.1 ttl 63 len 40 opt 440c0d030a0000fe000003ed; "},
		{"another is named",
		 {OPT(68, 12, 5, 3, 10, 9, 0, 254, 0, 0, 0, 0)},
		 "eth1 10.0.0.1>10.1.0.1 ttl 63 len 40 opt 440c05030a0900fe00000000; "},
		{"source route is off", {ECHO, OPT(131, 7, 4, 10, 1, 0, 1, 0)}, "!IP_OPTIONS; "},
		{"router alert",
		 {OPT(148, 4, 0, 0)},
		 "eth1 10.0.0.1>10.1.0.1 ttl 63 len 32 opt 94040000; "},
		{"unknown",
		 {OPT(0x93, 4, 0, 0)},
		 "eth1 10.0.0.1>10.1.0.1 ttl 63 len 32 opt 93040000; "},
		{"behind the end",
		 {OPT(1, 0, 5, 5)},
		 "eth1 10.0.0.1>10.1.0.1 ttl 63 len 32 opt 01000000; "},
		{"too short",
		 {OPT(7, 1, 4, 0)},
		 "eth0 10.0.0.254>10.0.0.1 ttl 64 len 60 tos c0 12/0 14000000; !IP_OPTIONS; "},
		{"longer than the header",
		 {OPT(7, 39, 4, 0)},
		 "eth0 10.0.0.254>10.0.0.1 ttl 64 len 60 tos c0 12/0 14000000; !IP_OPTIONS; "},
		{"pointer before the option",
		 {OPT(7, 7, 3, 0, 0, 0, 0, 0)},
		 "eth0 10.0.0.254>10.0.0.1 ttl 64 len 64 tos c0 12/0 16000000; !IP_OPTIONS; "},
		{"twice",
		 {OPT(7, 7, 4, 0, 0, 0, 0, 7, 7, 4, 0, 0, 0, 0, 0, 0)},
		 "eth0 10.0.0.254>10.0.0.1 ttl 64 len 80 tos c0 12/0 1b000000 opt "
		 "0707080a0000fe00; "
		 "!IP_OPTIONS; "},
	};
	const struct row routed[] = {
		{"loose",
		 {TO_US, OPT(131, 7, 4, 10, 1, 0, 1, 0)},
		 "eth1 10.0.0.1>10.1.0.1 ttl 63 len 36 opt 8307080a0100fe00; "},
		{"loose, not ours",
		 {OPT(131, 7, 4, 10, 9, 0, 1, 0)},
		 "eth1 10.0.0.1>10.1.0.1 ttl 63 len 36 opt 8307040a09000100; "},
		{"strict, not ours",
		 {OPT(137, 7, 4, 10, 9, 0, 1, 0)},
		 "eth0 10.0.0.254>10.0.0.1 ttl 64 len 64 tos c0 12/0 10000000; "
		 "!IP_STRICT_SOURCE_ROUTE; "},
		{"two of ours, then on",
		 {TO_US, OPT(137, 11, 4, 10, 1, 0, 254, 10, 1, 0, 1, 0)},
		 "eth1 10.0.0.1>10.1.0.1 ttl 63 len 40 opt 890b0c0a0100fe0a0100fe00; "},
		{"at its end, answered the other way",
		 {ECHO, OPT(131, 7, 8, 10, 1, 0, 1, 0)},
		 "eth1 10.0.0.254>10.1.0.1 ttl 64 len 36 0/0 opt 8307040a00000100; "},
	};

	RUN_AT_ONCE(j, rows);
	journey_conf(j, NULL, IPV4_DEVCONF_ACCEPT_SOURCE_ROUTE, 1);
	journey_conf(j, j->eth0, IPV4_DEVCONF_ACCEPT_SOURCE_ROUTE, 1);
	RUN_AT_ONCE(j, routed);
}

static void redirects(void **state)
{
	struct journey *j = *state;
	const struct pkt p = {.dst = "10.2.0.1"};

	journey_route(j, RTN_UNICAST, "10.2.0.0/16", "10.0.0.7", j->eth0);
	journey_neigh(j->eth0, "10.0.0.7", 7);
	journey_send(j, j->eth0, &p);
	journey_expect(j, "eth0 10.0.0.1>10.2.0.1 ttl 63 len 28; ");
	journey_conf(j, j->eth0, IPV4_DEVCONF_SEND_REDIRECTS, 1);
	journey_send(j, j->eth0, &p);
	journey_send(j, j->eth0, &p);
	journey_expect(j, "eth0 10.0.0.254>10.0.0.1 ttl 64 len 56 tos c0 5/1 0a000007; "
			  "eth0 10.0.0.1>10.2.0.1 ttl 63 len 28; "
			  "eth0 10.0.0.1>10.2.0.1 ttl 63 len 28; ");
}

/* ---- what begins here ---- */

static struct sk_buff *local_packet(struct journey *j, const char *dst, int *err)
{
	struct net_shard *shard = net_shard0(j->net);
	struct flowi4 fl = {.daddr = inet_addr(dst)};
	struct sk_buff *skb = alloc_skb(shard, &shard->pool, 28);
	struct rtable *rt = NULL;
	struct iphdr *iph = skb_put(skb, 28);

	memset(iph, 0, 28);
	skb_reset_network_header(skb);
	skb_set_transport_header(skb, 20);
	*err = ip_route_output_key(j->net, &fl, &rt);
	*iph = (struct iphdr){.version = 4,
			      .ihl = 5,
			      .ttl = 64,
			      .protocol = IPPROTO_UDP,
			      .saddr = fl.saddr,
			      .daddr = fl.daddr};
	((u8 *)iph)[25] = 8;
	skb_dst_set(skb, rt);
	return skb;
}

static void send_local(struct journey *j, const char *dst)
{
	struct sk_buff *skb;
	int err;

	rcu_lock();
	skb = local_packet(j, dst, &err);
	if (err)
		consume_skb(skb);
	else
		ip_local_out(j->net, NULL, skb);
	rcu_unlock();
	if (err) {
		char text[32];

		snprintf(text, sizeof(text), "-%d; ", -err);
		strcat(j->out, text);
	}
}

static void local_output(void **state)
{
	struct journey *j = *state;
	static const struct {
		const char *dst, *out;
	} rows[] = {
		{"10.1.0.1", "eth1 10.1.0.254>10.1.0.1 ttl 64 len 28; "},
		{"10.9.0.1", "-101; "},
		{"10.1.0.254", "!NO_SOCKET; !ICMP_IGNORED; "}, /* the error goes by lo, too */
		{"127.0.0.1", "!NO_SOCKET; !ICMP_IGNORED; "},
		{"10.1.0.255", "!NO_SOCKET; eth1 bcast 10.1.0.254>10.1.0.255 ttl 64 len 28; "},
		{"224.0.0.1", "-101; "},
		{"0.0.0.0", "!NO_SOCKET; !ICMP_IGNORED; "},
	};

	for (u32 i = 0; i < ARRAY_SIZE(rows); i++) {
		print_message("%s\n", rows[i].dst);
		send_local(j, rows[i].dst);
		net_run_backlog(net_shard0(j->net));
		journey_expect(j, rows[i].out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		JOURNEY(forward),	   JOURNEY(forward_mtu),
		JOURNEY(martians),	   JOURNEY(rp_filter),
		JOURNEY(error_routes),	   JOURNEY(error_rate),
		JOURNEY(global_rate),	   JOURNEY(local),
		JOURNEY(groups),	   JOURNEY(malformed),
		JOURNEY(padding_and_tags), JOURNEY(options),
		JOURNEY(redirects),	   JOURNEY(local_output),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
