// SPDX-License-Identifier: GPL-2.0-or-later
/* Fragments: put together for this host, or on the way through when somebody must see them whole,
 * and cut on the way out. */
#include "journey.h"
#include "net/inet_frag.h"
#include "nf/nf_defrag.h"
#include "path/path_internal.h"

#define DF 0x4000u
#define MF 0x2000u

enum { DATAGRAM = 4000 };

/**
 * struct piece - bytes @from to @to of a datagram
 * @flags: DF, MF; MF is added to all that end before the datagram does
 */
struct piece {
	u32 from, to;
	u16 flags;
	u8 tos;
	u8 ms; /* later than the one before, in units of 1000 ms */
};

struct datagram {
	const char *dst;
	u8 proto;
	u16 id;
	u32 len; /* behind the IP header */
	u8 options; /* bytes, of the first fragment */
};

static u32 fill_payload(u8 *at, const struct datagram *d)
{
	__be32 s = inet_addr("10.0.0.1"), t = inet_addr(d->dst);
	u16 sum;

	for (u32 i = 0; i < d->len; i++)
		at[i] = (u8)(i * 7);
	if (d->proto == IPPROTO_ICMP) {
		memset(at, 0, 8);
		at[0] = ICMP_ECHO;
		sum = csum_fold(csum_partial(at, d->len, 0));
		memcpy(at + 2, &sum, 2);
	} else {
		put_unaligned_be16(1000, at);
		put_unaligned_be16(53, at + 2);
		put_unaligned_be16((u16)d->len, at + 4);
		at[6] = at[7] = 0;
		sum = csum_tcpudp_magic(s, t, d->len, IPPROTO_UDP, csum_partial(at, d->len, 0));
		memcpy(at + 6, &sum, 2);
	}
	return d->len;
}

static void send_piece(struct journey *j, const struct datagram *d, const struct piece *p)
{
	u8 payload[65600], frame[2100] = {2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 1, 1, 8, 0},
			   *ip = frame + 14;
	u32 optlen = p->from ? 0 : d->options, hlen = 20 + optlen, n = p->to - p->from;
	__be32 s = inet_addr("10.0.0.1"), t = inet_addr(d->dst);
	u16 sum;

	fill_payload(payload, d);
	journey_advance(j, p->ms * 1000u);
	ip[0] = (u8)(0x40 | hlen / 4);
	ip[1] = p->tos;
	put_unaligned_be16((u16)(hlen + n), ip + 2);
	put_unaligned_be16(d->id, ip + 4);
	put_unaligned_be16((u16)(p->flags | (p->to < d->len ? MF : 0) | p->from / 8), ip + 6);
	ip[8] = 64;
	ip[9] = d->proto;
	memcpy(ip + 12, &s, 4);
	memcpy(ip + 16, &t, 4);
	/* Record route is of the first fragment only, security of all. */
	for (u32 i = 0; i < optlen; i++)
		ip[20 + i] = i ? 0x11 : 130;
	if (optlen) {
		ip[21] = 11;
		ip[31] = 1;
	}
	sum = ip_fast_csum(ip, hlen / 4);
	memcpy(ip + 10, &sum, 2);
	memcpy(ip + hlen, payload + p->from, n);
	journey_frame(j, j->eth0, frame, 14 + hlen + n);
}

struct row {
	const char *name;
	struct piece p[8];
	const char *out;
};

#define REPLY	"eth0 10.0.0.254>10.0.0.1 ttl 64 len 3020 0/0; "
#define TIMEOUT "eth0 10.0.0.254>10.0.0.1 ttl 64 len 576 tos c0 11/1; "

/* A row is a datagram of its own; what waits at its end times out. */
static void run(struct journey *j, struct datagram d, const struct row *rows, u32 n)
{
	for (u32 i = 0; i < n; i++) {
		print_message("%s\n", rows[i].name);
		d.id++;
		for (u32 k = 0; k < ARRAY_SIZE(rows[i].p) && rows[i].p[k].to; k++)
			send_piece(j, &d, &rows[i].p[k]);
		journey_flush(j);
		journey_advance(j, 40000);
		journey_expect(j, rows[i].out);
	}
}

static void for_us(void **state)
{
	static const struct row rows[] = {
		{"in order", {{0, 1000}, {1000, 2000}, {2000, 3000}}, REPLY},
		{"backwards", {{2000, 3000}, {1000, 2000}, {0, 1000}}, REPLY},
		{"middle last", {{0, 1000}, {2000, 3000}, {1000, 2000}}, REPLY},
		{"middle first", {{1000, 2000}, {0, 1000}, {2000, 3000}}, REPLY},
		{"first last", {{1000, 2000}, {2000, 3000}, {0, 1000}}, REPLY},
		{"a duplicate is ignored",
		 {{0, 1000}, {0, 1000}, {1000, 2000}, {2000, 3000}},
		 "!DUP_FRAG; " REPLY},
		{"what a run has whole is one, too",
		 {{0, 1000}, {1000, 2000}, {800, 1200}, {2000, 3000}},
		 "!DUP_FRAG; " REPLY},
		{"across two runs it is an overlap",
		 {{1000, 2000}, {0, 1000}, {800, 1200}, {2000, 3000}},
		 "!FRAG_OVERLAP; !FRAG_OVERLAP; !FRAG_OVERLAP; !FRAG_REASM_TIMEOUT; "},
		{"an overlap ends all; the rest waits in vain",
		 {{0, 1000}, {800, 2000}, {2000, 3000}},
		 "!FRAG_OVERLAP; !FRAG_OVERLAP; !FRAG_REASM_TIMEOUT; "},
		{"overlap before", {{1000, 2000}, {0, 1008}}, "!FRAG_OVERLAP; !FRAG_OVERLAP; "},
		{"a hole: time is up",
		 {{0, 1000}, {2000, 3000}},
		 TIMEOUT "!FRAG_REASM_TIMEOUT; "
			 "!FRAG_REASM_TIMEOUT; "},
		{"without the first nobody is told",
		 {{1000, 2000}, {2000, 3000}},
		 "!FRAG_REASM_TIMEOUT; !FRAG_REASM_TIMEOUT; "},
		{"beyond the end",
		 {{2000, 3000}, {3000, 3008, MF}},
		 "!FRAG_INVALID; !FRAG_INVALID; "},
		{"ends before what is there",
		 {{2000, 2992, MF}, {1000, 3000, 0}, {0, 1000}},
		 "!FRAG_OVERLAP; !FRAG_OVERLAP; " TIMEOUT "!FRAG_REASM_TIMEOUT; "},
		{"not eight bytes: the rest is cut off",
		 {{0, 1007}, {1000, 2000}, {2000, 3000}},
		 REPLY},
		{"less than eight bytes",
		 {{0, 1000}, {1000, 1007}},
		 "!FRAG_INVALID; !FRAG_INVALID; "},
		{"ECT and CE",
		 {{0, 1000, 0, 2}, {1000, 2000, 0, 3}, {2000, 3000, 0, 2}},
		 "eth0 10.0.0.254>10.0.0.1 ttl 64 len 3020 tos 03 0/0; "},
		{"CE and not capable",
		 {{0, 1000, 0, 0}, {1000, 2000, 0, 3}, {2000, 3000}},
		 "!FRAG_ECN; !FRAG_ECN; !FRAG_ECN; "},
		{"slowly", {{0, 1000}, {1000, 2000, 0, 0, 14}, {2000, 3000, 0, 0, 14}}, REPLY},
		{"too slowly",
		 {{0, 1000}, {1000, 2000, 0, 0, 20}, {2000, 3000, 0, 0, 20}},
		 TIMEOUT "!FRAG_REASM_TIMEOUT; !FRAG_REASM_TIMEOUT; !FRAG_REASM_TIMEOUT; "},
	};

	struct journey *j = *state;

	/* The answer leaves in one piece. */
	assert_int_equal(dev_set_mtu(j->eth0, 9000), 0);
	run(j, (struct datagram){"10.0.0.254", IPPROTO_ICMP, 100, 3000, 0}, rows, ARRAY_SIZE(rows));
}

static void oversized(void **state)
{
	struct journey *j = *state;
	const struct datagram d = {"10.0.0.254", IPPROTO_ICMP, 5, 65528, 0};

	for (u32 at = 0; at < d.len; at += 2000)
		send_piece(j, &d, &(struct piece){at, at + 2000 < d.len ? at + 2000 : d.len});
	journey_flush(j);
	assert_memory_equal(j->out, "!FRAG_OVERSIZE; ", 16);
	journey_got(j);
	assert_int_equal(frag_mem_limit(path_shard(net_shard0(j->net))->frags4), 0);
}

static void too_far(void **state)
{
	struct journey *j = *state;
	struct datagram d = {"10.0.0.254", IPPROTO_ICMP, 5, 2000, 0}, other = d;

	j->net->ipv4.frag_limits.max_dist = 3;
	send_piece(j, &d, &(struct piece){0, 1000});
	for (u16 i = 0; i < 3; i++) {
		other.id = (u16)(10 + i);
		send_piece(j, &other, &(struct piece){0, 1000});
	}
	send_piece(j, &d, &(struct piece){1000, 2000});
	journey_expect(j, "!FRAG_TOO_FAR; ");
	journey_advance(j, 40000);
	journey_flush(j);
	journey_got(j);
}

static void the_limit_of_memory(void **state)
{
	struct journey *j = *state;
	struct datagram d = {"10.0.0.254", IPPROTO_ICMP, 5, 2000, 0};

	j->net->ipv4.frag_limits.high_thresh = 3000;
	for (u16 i = 0; i < 4; i++) {
		d.id = i;
		send_piece(j, &d, &(struct piece){1000, 2000});
	}
	journey_expect(j, "!FRAG_MEM; !FRAG_MEM; ");
	assert_int_equal(fqdir_count(path_shard(net_shard0(j->net))->frags4), 2);
	journey_advance(j, 40000);
	journey_expect(j, "!FRAG_REASM_TIMEOUT; !FRAG_REASM_TIMEOUT; ");
	j->net->ipv4.frag_limits.high_thresh = 0;
	send_piece(j, &d, &(struct piece){1000, 2000});
	journey_expect(j, "!FRAG_MEM; ");
}

#define OUT(len, frag) "eth1 10.0.0.1>10.1.0.1 ttl 63 len " #len " frag " #frag "; "

/* With the hooks of connection tracking: what is passed on was whole in between. */
static void on_the_way_through(void **state)
{
	static const struct row rows[] = {
		{"as it came",
		 {{0, 1000}, {1000, 2000}, {2000, 3000}},
		 OUT(1020, 2000) OUT(1020, 207d) OUT(1020, 00fa)},
		{"in order",
		 {{2000, 3000}, {1000, 2000}, {0, 1000}},
		 OUT(1020, 2000) OUT(1020, 207d) OUT(1020, 00fa)},
		{"small ones stay small",
		 {{0, 104}, {104, 2000}, {2000, 3000}},
		 OUT(1404, 2000) OUT(1404, 20ad) OUT(252, 015a)},
		{"nobody is told on the way through",
		 {{0, 1000}, {2000, 3000}},
		 "!FRAG_REASM_TIMEOUT; !FRAG_REASM_TIMEOUT; "},
	};
	struct journey *j = *state;

	assert_int_equal(dev_set_mtu(j->eth1, 1404), 0);
	assert_int_equal(nf_defrag_ipv4_enable(j->net), 0);
	assert_int_equal(nf_defrag_ipv4_enable(j->net), 0);
	nf_defrag_ipv4_disable(j->net);
	run(j, (struct datagram){"10.1.0.1", IPPROTO_UDP, 100, 3000, 0}, rows, ARRAY_SIZE(rows));
	nf_defrag_ipv4_disable(j->net);
	send_piece(j, &(struct datagram){"10.1.0.1", IPPROTO_UDP, 1, 3000, 0},
		   &(struct piece){0, 1000});
	journey_expect(j, OUT(1020, 2000));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		JOURNEY(for_us),
		JOURNEY(oversized),
		JOURNEY(too_far),
		JOURNEY(the_limit_of_memory),
		JOURNEY(on_the_way_through),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
