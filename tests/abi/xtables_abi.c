// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the xtables sockopts answer, byte for byte and errno for errno.
 *
 *	xtables_abi GOLDEN	this engine's answers against the file
 *	xtables_abi --print	this engine's answers
 *	xtables_abi --kernel	the answers of the kernel that we run on, in a namespace of our own
 *				(needs root); this is what GOLDEN was made by
 *	xtables_abi --mutate SEED COUNT
 *				the same broken blobs, bytes changed at random, to both; every
 *				difference is printed and counted (needs root)
 *
 * Compiled twice: with -DABI_V6 it speaks ip6tables-legacy's level, options and entries.
 *
 * Every case is a blob or a request with one fault in it; the faults are listed in `faults`. Behind
 * each, the table must be what it was.
 */
#include "abi/sockopt/ip_tables.h"
#include "xtables/family/ip6_tables.h"
#include "xtables/family/ip_tables.h"
#include "xtables/match/matches.h"

#include "ipt_blob.h"

#include <errno.h>
#include <linux/netfilter/xt_comment.h>
#include <linux/netfilter/xt_limit.h>
#include <linux/netfilter/xt_tcpudp.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

/* ---- the two families ---- */

#ifdef ABI_V6
#define LEVEL		    IPPROTO_IPV6
#define DOMAIN		    AF_INET6
#define SETSOCKOPT	    ip6t_setsockopt
#define GETSOCKOPT	    ip6t_getsockopt
#define TABLES_INIT	    ip6_tables_net_init
#define GET_REVISION_MATCH  IP6T_SO_GET_REVISION_MATCH
#define GET_REVISION_TARGET IP6T_SO_GET_REVISION_TARGET
#define ENTRY		    ip6t_entry
#define ENTRY_HEAD	    ip6t_ip6
#define HEAD		    ipv6
#define ENTRY_AT	    blob_entry6_at
#define F_GOTO		    IP6T_F_GOTO
#define F_PROTO		    IP6T_F_PROTO
#define F_UNKNOWN	    8
#define OTHER_FAMILYS	    "icmp"
enum { ENTRY_SIZE = 168, STANDARD_SIZE = 208 };
#else
#define LEVEL		    IPPROTO_IP
#define DOMAIN		    AF_INET
#define SETSOCKOPT	    ipt_setsockopt
#define GETSOCKOPT	    ipt_getsockopt
#define TABLES_INIT	    ip_tables_net_init
#define GET_REVISION_MATCH  IPT_SO_GET_REVISION_MATCH
#define GET_REVISION_TARGET IPT_SO_GET_REVISION_TARGET
#define ENTRY		    ipt_entry
#define ENTRY_HEAD	    ipt_ip
#define HEAD		    ip
#define ENTRY_AT	    blob_entry_at
#define F_GOTO		    IPT_F_GOTO
#define F_PROTO		    0
#define F_UNKNOWN	    4
#define OTHER_FAMILYS	    "icmp6"
enum { ENTRY_SIZE = 112, STANDARD_SIZE = 152 };
#endif

/* ---- the two who answer ---- */

static struct net *net; /* NULL: the kernel */
static int sock;

static int local_copy_from(void *ctx, void *dst, uint64_t uaddr, size_t len)
{
	if (!uaddr)
		return -EFAULT;
	memcpy(dst, (const void *)(uintptr_t)uaddr, len);
	return 0;
}

static int local_copy_to(void *ctx, uint64_t uaddr, const void *src, size_t len)
{
	if (!uaddr)
		return -EFAULT;
	memcpy((void *)(uintptr_t)uaddr, src, len);
	return 0;
}

static const struct ep_user root = {
	.copy_from = local_copy_from, .copy_to = local_copy_to, .cap_net_admin = true};

static int set(int opt, const void *arg, uint32_t len)
{
	if (net)
		return SETSOCKOPT(net, &root, opt, (uintptr_t)arg, len);
	return setsockopt(sock, LEVEL, opt, arg, len) ? -errno : 0;
}

static int get(int opt, void *arg, uint32_t len)
{
	int room = (int)len;
	socklen_t l = len;

	if (net)
		return GETSOCKOPT(net, &root, opt, (uintptr_t)arg, &room);
	return getsockopt(sock, LEVEL, opt, arg, &l) ? -errno : 0;
}

static int register_all(struct net *n)
{
	static const struct xt_match *const all[] = {
		xt_comment_mt, xt_icmp_mt, xt_limit_mt, xt_mark_mt, xt_multiport_mt, xt_tcpudp_mt,
	};
	int err = xt_net_init(n);

	for (unsigned int i = 0; i < ARRAY_SIZE(all) && !err; i++)
		for (const struct xt_match *m = all[i]; m->name[0] && !err; m++)
			err = xt_register_match(n, m);
	return err ? err : TABLES_INIT(n);
}

static void open_engine(void)
{
	const struct quintet_env env = {.seed = 1};

	rcu_thread_enter();
	net = net_create(&env, 1);
	if (!net || register_all(net))
		abort();
}

static void close_engine(void)
{
	xt_net_exit(net);
	net_destroy(net);
	net = NULL;
	rcu_thread_exit();
}

static bool open_kernel(void)
{
	if (unshare(CLONE_NEWNET)) {
		perror("unshare");
		return false;
	}
	sock = socket(DOMAIN, SOCK_RAW, IPPROTO_RAW);
	return sock >= 0;
}

/* ---- the transcript ---- */

static FILE *out;

static void say(const char *fmt, ...) __printf(1, 2);
static void say(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vfprintf(out, fmt, ap);
	va_end(ap);
}

static const char *error_name(int err)
{
	return err ? strerrorname_np(-err) : "ok";
}

static void say_bytes(const void *data, size_t size)
{
	const uint8_t *b = data;

	for (size_t i = 0; i < size; i += 32) {
		say("\t%04zx ", i);
		for (size_t k = i; k < size && k < i + 32; k++)
			say("%02x", b[k]);
		say("\n");
	}
}

static struct ipt_getinfo info_of(const char *table, int *err)
{
	struct ipt_getinfo info = {0};

	strcpy(info.name, table);
	*err = get(IPT_SO_GET_INFO, &info, sizeof(info));
	return info;
}

static uint8_t *entries_of(const char *table, uint32_t size, int *err)
{
	struct ipt_get_entries *g = calloc(1, sizeof(*g) + size);
	uint8_t *copy = calloc(1, size + 1);

	strcpy(g->name, table);
	g->size = size;
	*err = get(IPT_SO_GET_ENTRIES, g, (uint32_t)sizeof(*g) + size);
	memcpy(copy, g->entrytable, size);
	free(g);
	return copy;
}

/* The whole table as userspace sees it. */
static void say_table(const char *table)
{
	int err;
	struct ipt_getinfo info = info_of(table, &err);
	uint8_t *entries;

	say("%s info %s\n", table, error_name(err));
	if (err)
		return;
	say_bytes(&info, sizeof(info));
	entries = entries_of(table, info.size, &err);
	say("%s entries %s\n", table, error_name(err));
	say_bytes(entries, info.size);
	free(entries);
}

/* ---- the good blob that faults are put into ---- */

static struct xt_counters old_counters[4096];
static struct ipt_blob blob;
static struct {
	uint32_t tcp_rule, jump_rule, comment_rule, chain, chain_rule, chain_end, last;
} at;

static unsigned int current_entries(const char *table)
{
	int err;

	return info_of(table, &err).num_entries;
}

static void fill_ip(struct ENTRY_HEAD *ip)
{
	*(uint8_t *)&ip->src = 0x0a;
	*(uint8_t *)&ip->smsk = 0xff;
	strcpy(ip->iniface, "eth0");
	memset(ip->iniface_mask, 0xff, 5);
	ip->proto = IPPROTO_TCP;
	ip->flags = F_PROTO;
}

static void make_good(void)
{
	const struct xt_tcp tcp = {.spts = {0, 0xffff}, .dpts = {80, 88}};
	const struct xt_rateinfo limit = {.avg = 1000, .burst = 5};
	struct xt_comment_info comment = {.comment = "a note"};

	blob.v6 = LEVEL == IPPROTO_IPV6;
	blob_begin(&blob, "filter", FILTER_HOOKS);
	blob_hook(&blob, NF_INET_LOCAL_IN);
	at.tcp_rule = blob_entry(&blob);
	fill_ip(&ENTRY_AT(&blob, at.tcp_rule)->HEAD);
	blob_match(&blob, "tcp", 0, &tcp, sizeof(tcp));
	blob_standard(&blob, VERDICT(NF_DROP));
	at.jump_rule = blob_entry(&blob);
	blob_standard(&blob, 0);
	at.comment_rule = blob_entry(&blob);
	blob_match(&blob, "comment", 0, &comment, sizeof(comment));
	blob_match(&blob, "limit", 0, &limit, sizeof(limit));
	blob_standard(&blob, (int)blob.head.size + 40); /* no target: to the next rule */
	blob_policy(&blob, NF_INET_LOCAL_IN, VERDICT(NF_ACCEPT));
	blob_hook(&blob, NF_INET_FORWARD);
	blob_policy(&blob, NF_INET_FORWARD, VERDICT(NF_DROP));
	blob_hook(&blob, NF_INET_LOCAL_OUT);
	blob_policy(&blob, NF_INET_LOCAL_OUT, VERDICT(NF_ACCEPT));
	at.chain = blob.head.size;
	at.chain_rule = blob_chain(&blob, "mine");
	blob_verdict(&blob, VERDICT(NF_ACCEPT));
	at.chain_end = blob_verdict(&blob, XT_RETURN);
	at.last = blob.head.size;
	blob_chain(&blob, "ERROR");
	*(int *)(blob.entries + at.jump_rule + ENTRY_SIZE + 32) = (int)at.chain_rule;
	blob.head.num_counters = current_entries("filter");
	blob.head.counters = old_counters;
}

static uint8_t *byte_at(uint32_t offset)
{
	return blob.entries + offset;
}

static struct ENTRY *entry(uint32_t offset)
{
	return ENTRY_AT(&blob, offset);
}

static void put(uint32_t offset, int value)
{
	memcpy(byte_at(offset), &value, sizeof(value));
}

/* Offsets inside an entry without matches, and of the first match. */
enum { TARGET = ENTRY_SIZE, VERDICT_AT = TARGET + 32, MATCH = ENTRY_SIZE, MATCH_DATA = MATCH + 32 };

/* ---- faults ---- */

static uint32_t req_len; /* what the request says; set before each fault */

#define FAULT(name, ...)           \
	static void f_##name(void) \
	{                          \
		__VA_ARGS__        \
	}
#define REPLACE_FAULTS(X)                                                                        \
	X(none, )                                                                                \
	/* the head */                                                                           \
	X(len_short, req_len = sizeof(struct ipt_replace) - 1;)                                  \
	X(len_only_head, req_len = sizeof(struct ipt_replace);)                                  \
	X(len_one_less, req_len--;)                                                              \
	X(len_more, req_len += 64;)                                                              \
	X(no_counters, blob.head.num_counters = 0;)                                              \
	X(counters_overflow, blob.head.num_counters = 0x10000001;)                               \
	X(counters_overflow2, blob.head.num_counters = 0x07ffffff;)                              \
	X(counters_huge, blob.head.num_counters = 0x07fffffe;)                                   \
	X(counters_half_gb, blob.head.num_counters = 0x02000001;)                                \
	X(counters_wrong, blob.head.num_counters++;)                                             \
	X(counters_null, blob.head.counters = NULL;)                                             \
	X(size_huge, blob.head.size = 0xffffffff;)                                               \
	X(size_less, blob.head.size -= 8;)                                                       \
	X(size_zero, blob.head.size = 0; blob.head.num_entries = 0;)                             \
	X(entries_less, blob.head.num_entries--;)                                                \
	X(entries_more, blob.head.num_entries++;)                                                \
	X(entries_zero, blob.head.num_entries = 0;)                                              \
	X(entries_huge, blob.head.num_entries = 0x10000000;)                                     \
	X(name_unknown, strcpy(blob.head.name, "nothing");)                                      \
	X(name_unknown_and_eagain, strcpy(blob.head.name, "nothing"); blob.head.num_counters++;) \
	X(name_no_nul, memset(blob.head.name, 'f', sizeof(blob.head.name));)                     \
	X(name_other_table, strcpy(blob.head.name, "mangle");)                                   \
	X(name_security, strcpy(blob.head.name, "security");)                                    \
	X(hooks_less, blob.head.valid_hooks = 1u << NF_INET_LOCAL_IN | 1u << NF_INET_FORWARD;)   \
	X(hooks_more, blob.head.valid_hooks |= 1u << NF_INET_PRE_ROUTING;)                       \
	X(hooks_high_bit, blob.head.valid_hooks |= 1u << 20;)                                    \
	X(hooks_none, blob.head.valid_hooks = 0;)                                                \
	X(hook_entry_nowhere, blob.head.hook_entry[NF_INET_FORWARD] += 8;)                       \
	X(hook_entry_beyond, blob.head.hook_entry[NF_INET_FORWARD] = 0x7fffffff;)                \
	X(hook_entry_unsorted, blob.head.hook_entry[NF_INET_FORWARD] = at.tcp_rule;)             \
	X(hook_entry_swapped, unsigned int h = blob.head.hook_entry[NF_INET_FORWARD];            \
	  blob.head.hook_entry[NF_INET_FORWARD] = blob.head.hook_entry[NF_INET_LOCAL_OUT];       \
	  blob.head.hook_entry[NF_INET_LOCAL_OUT] = h;)                                          \
	X(underflow_nowhere, blob.head.underflow[NF_INET_FORWARD] -= 8;)                         \
	X(underflow_not_policy, blob.head.underflow[NF_INET_LOCAL_IN] = at.tcp_rule;)            \
	X(underflow_return, blob.head.underflow[NF_INET_LOCAL_OUT] = at.chain_end;)              \
	X(underflow_duplicate,                                                                   \
	  blob.head.underflow[NF_INET_LOCAL_OUT] = blob.head.underflow[NF_INET_FORWARD];)        \
	X(underflow_queue,                                                                       \
	  put(blob.head.underflow[NF_INET_FORWARD] + VERDICT_AT, VERDICT(NF_QUEUE));)            \
	X(underflow_conditional, entry(blob.head.underflow[NF_INET_FORWARD])->HEAD.proto = 6;)   \
	/* places */                                                                             \
	X(next_zero, entry(at.tcp_rule)->next_offset = 0;)                                       \
	X(next_huge, entry(at.tcp_rule)->next_offset = 0xfff8;)                                  \
	X(next_small, entry(at.tcp_rule)->next_offset = ENTRY_SIZE;)                             \
	X(next_into_middle, entry(at.tcp_rule)->next_offset -= 8;)                               \
	X(next_odd, entry(at.tcp_rule)->next_offset += 1;)                                       \
	X(next_odd_last, entry(at.last)->next_offset -= 1;)                                      \
	X(next_swallows, entry(at.jump_rule)->next_offset = STANDARD_SIZE * 2;)                  \
	X(target_zero, entry(at.tcp_rule)->target_offset = 0;)                                   \
	X(target_in_head, entry(at.tcp_rule)->target_offset = (ENTRY_SIZE - 8);)                 \
	X(target_beyond, entry(at.tcp_rule)->target_offset = entry(at.tcp_rule)->next_offset;)   \
	X(target_huge, entry(at.tcp_rule)->target_offset = 0xffff;)                              \
	X(target_hides_match, entry(at.tcp_rule)->target_offset = ENTRY_SIZE;)                   \
	X(target_odd, entry(at.tcp_rule)->target_offset += 1;)                                   \
	X(target_size_zero, *(uint16_t *)byte_at(at.jump_rule + TARGET) = 0;)                    \
	X(target_size_31, *(uint16_t *)byte_at(at.jump_rule + TARGET) = 31;)                     \
	X(target_size_32, *(uint16_t *)byte_at(at.jump_rule + TARGET) = 32;)                     \
	X(target_size_more, *(uint16_t *)byte_at(at.jump_rule + TARGET) = 48;)                   \
	X(match_size_zero, *(uint16_t *)byte_at(at.tcp_rule + MATCH) = 0;)                       \
	X(match_size_31, *(uint16_t *)byte_at(at.tcp_rule + MATCH) = 31;)                        \
	X(match_size_40, *(uint16_t *)byte_at(at.tcp_rule + MATCH) = 40;)                        \
	X(match_size_47, *(uint16_t *)byte_at(at.tcp_rule + MATCH) = 47;)                        \
	X(match_size_more, *(uint16_t *)byte_at(at.tcp_rule + MATCH) = 56;)                      \
	X(match_size_huge, *(uint16_t *)byte_at(at.tcp_rule + MATCH) = 0xfff8;)                  \
	X(error_size, *(uint16_t *)byte_at(at.chain + TARGET) = 56;)                             \
	X(error_name_no_nul, memset(byte_at(at.chain + TARGET + 32), 'x', 30);)                  \
	X(error_name_empty, memset(byte_at(at.chain + TARGET + 32), 0, 30);)                     \
	/* header */                                                                             \
	X(flags_unknown, entry(at.tcp_rule)->HEAD.flags = F_UNKNOWN;)                            \
	X(flags_goto_everywhere, entry(at.tcp_rule)->HEAD.flags = F_GOTO;)                       \
	X(invflags_unknown, entry(at.tcp_rule)->HEAD.invflags = 0x80;)                           \
	X(ifname_no_nul, memset(entry(at.tcp_rule)->HEAD.iniface, 'e', IFNAMSIZ);)               \
	X(ifname_garbage, memset(entry(at.tcp_rule)->HEAD.iniface + 5, 'e', IFNAMSIZ - 5);)      \
	X(nfcache, entry(at.tcp_rule)->nfcache = 0x12345678;)                                    \
	X(comefrom, entry(at.tcp_rule)->comefrom = 0xffffffff;)                                  \
	X(counters_inside, entry(at.tcp_rule)->counters.pcnt = 77;)                              \
	/* verdicts */                                                                           \
	X(verdict_zero, put(at.jump_rule + VERDICT_AT, 0);)                                      \
	X(verdict_stolen, put(at.jump_rule + VERDICT_AT, VERDICT(NF_STOLEN));)                   \
	X(verdict_queue, put(at.jump_rule + VERDICT_AT, VERDICT(NF_QUEUE));)                     \
	X(verdict_return, put(at.jump_rule + VERDICT_AT, XT_RETURN);)                            \
	X(verdict_stop, put(at.jump_rule + VERDICT_AT, VERDICT(5));)                             \
	X(verdict_7, put(at.jump_rule + VERDICT_AT, -7);)                                        \
	X(verdict_int_min, put(at.jump_rule + VERDICT_AT, (int)0x80000000);)                     \
	X(verdict_queue_num, put(at.jump_rule + VERDICT_AT, -(int)(NF_QUEUE | 1 << 16) - 1);)    \
	/* chains */                                                                             \
	X(jump_to_error, put(at.jump_rule + VERDICT_AT, (int)at.chain);)                         \
	X(jump_to_last, put(at.jump_rule + VERDICT_AT, (int)at.last);)                           \
	X(jump_to_middle, put(at.jump_rule + VERDICT_AT, (int)at.chain_rule + 8);)               \
	X(jump_to_end, put(at.jump_rule + VERDICT_AT, (int)blob.head.size);)                     \
	X(jump_beyond, put(at.jump_rule + VERDICT_AT, 0x7fffffff);)                              \
	X(jump_to_self, put(at.jump_rule + VERDICT_AT, (int)at.jump_rule);)                      \
	X(jump_to_next, put(at.jump_rule + VERDICT_AT, (int)at.comment_rule);)                   \
	X(jump_to_policy,                                                                        \
	  put(at.jump_rule + VERDICT_AT, (int)blob.head.underflow[NF_INET_LOCAL_IN]);)           \
	X(jump_to_other_base,                                                                    \
	  put(at.jump_rule + VERDICT_AT, (int)blob.head.hook_entry[NF_INET_FORWARD]);)           \
	X(jump_back, put(at.jump_rule + VERDICT_AT, (int)at.tcp_rule);)                          \
	X(goto_chain, entry(at.jump_rule)->HEAD.flags = F_GOTO;)                                 \
	X(goto_self, put(at.jump_rule + VERDICT_AT, (int)at.jump_rule);                          \
	  entry(at.jump_rule)->HEAD.flags = F_GOTO;)                                             \
	X(loop, put(at.chain_rule + VERDICT_AT, (int)at.chain_rule);)                            \
	X(loop_to_base, put(at.chain_rule + VERDICT_AT, (int)at.tcp_rule);)                      \
	X(loop_unreachable, put(at.chain_rule + VERDICT_AT, (int)at.chain_rule);                 \
	  put(at.jump_rule + VERDICT_AT, VERDICT(NF_ACCEPT));)                                   \
	X(bad_jump_unreachable, put(at.chain_rule + VERDICT_AT, (int)at.chain_rule + 8);         \
	  put(at.jump_rule + VERDICT_AT, VERDICT(NF_ACCEPT));)                                   \
	X(chain_without_end, entry(at.chain_end)->HEAD.proto = 6;)                               \
	X(policy_falls_through, entry(at.chain_end)->HEAD.proto = 6;                             \
	  put(at.jump_rule + VERDICT_AT, (int)at.chain_end);)                                    \
	/* names and revisions */                                                                \
	X(match_unknown, strcpy((char *)byte_at(at.tcp_rule + MATCH + 2), "nomatch");)           \
	X(match_empty_name, byte_at(at.tcp_rule + MATCH + 2)[0] = 0;)                            \
	X(match_no_nul, memset(byte_at(at.tcp_rule + MATCH + 2), 't', 29);)                      \
	X(match_revision, *byte_at(at.tcp_rule + MATCH + 31) = 9;)                               \
	X(match_revision_any_family, *byte_at(at.comment_rule + MATCH + 31) = 9;)                \
	X(match_name_garbage, strcpy((char *)byte_at(at.tcp_rule + MATCH + 8), "garbage");)      \
	X(match_other_family, strcpy((char *)byte_at(at.tcp_rule + MATCH + 2), OTHER_FAMILYS);)  \
	X(target_unknown, strcpy((char *)byte_at(at.jump_rule + TARGET + 2), "NOTARGET");)       \
	X(target_no_nul, memset(byte_at(at.jump_rule + TARGET + 2), 'T', 29);)                   \
	X(target_revision, *byte_at(at.jump_rule + TARGET + 31) = 1;)                            \
	X(error_revision, *byte_at(at.chain + TARGET + 31) = 1;)                                 \
	X(target_error_in_rule, strcpy((char *)byte_at(at.jump_rule + TARGET + 2), "ERROR");)    \
	/* what matches say */                                                                   \
	X(proto_wrong, entry(at.tcp_rule)->HEAD.proto = IPPROTO_UDP;)                            \
	X(proto_none, entry(at.tcp_rule)->HEAD.proto = 0;)                                       \
	X(proto_inverted, entry(at.tcp_rule)->HEAD.invflags = IPT_INV_PROTO;)                    \
	X(proto_word, entry(at.tcp_rule)->HEAD.proto = 0x106;)                                   \
	X(tcp_invflags, *byte_at(at.tcp_rule + MATCH_DATA + 11) = 0x10;)                         \
	X(tcp_ports_upside_down, *byte_at(at.tcp_rule + MATCH_DATA + 4) = 99;)                   \
	X(limit_zero_burst,                                                                      \
	  memset(byte_at(at.comment_rule + MATCH + 288 + 32), 0, sizeof(struct xt_rateinfo));)   \
	X(limit_overflow, put(at.comment_rule + MATCH + 288 + 32, -1);                           \
	  put(at.comment_rule + MATCH + 288 + 36, 0x10000);)                                     \
	X(two_faults, entry(at.tcp_rule)->HEAD.proto = 0; put(at.jump_rule + VERDICT_AT, 0);)    \
	X(fault_behind_limit, *(uint16_t *)byte_at(at.chain + TARGET) = 64;                      \
	  *byte_at(at.chain + TARGET + 31) = 7;)

REPLACE_FAULTS(FAULT)

static const struct {
	const char *name;
	void (*make)(void);
} faults[] = {
#define ROW(name, ...) {#name, f_##name},
	REPLACE_FAULTS(ROW)};

static uint32_t table_hash(const char *table)
{
	int err;
	struct ipt_getinfo info = info_of(table, &err);
	uint8_t *entries = entries_of(table, info.size, &err);
	uint32_t h = 2166136261u;

	for (uint32_t i = 0; i < info.size; i++)
		h = (h ^ entries[i]) * 16777619u;
	free(entries);
	return h ^ info.num_entries;
}

static void run_faults(void)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(faults); i++) {
		uint32_t before = table_hash("filter");
		int err;

		make_good();
		req_len = (uint32_t)sizeof(blob.head) + blob.head.size;
		faults[i].make();
		err = set(IPT_SO_SET_REPLACE, &blob, req_len);
		say("replace %s: %s%s\n", faults[i].name, error_name(err),
		    err && table_hash("filter") != before ? ", and the table is another" : "");
		if (!err && strcmp(faults[i].name, "name_security") != 0)
			say_table("filter");
	}
}

/* ---- questions ---- */

static void ask_revisions(void)
{
	static const struct {
		const char *name;
		uint8_t revision;
		bool target;
	} row[] = {
		{"tcp", 0, false},	 {"tcp", 1, false},	 {"multiport", 1, false},
		{"multiport", 2, false}, {"comment", 0, false},	 {"comment", 1, false},
		{"mark", 1, false},	 {"mark", 2, false},	 {OTHER_FAMILYS, 0, false},
		{"", 0, false},		 {"standard", 0, false}, {"nothing", 0, false},
		{"", 0, true},		 {"", 1, true},		 {"standard", 0, true},
		{"ERROR", 0, true},	 {"ERROR", 1, true},	 {"nothing", 0, true},
		{"tcp", 0, true},
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(row); i++) {
		struct xt_get_revision rev = {.revision = row[i].revision};

		strcpy(rev.name, row[i].name);
		say("revision %s \"%s\" %u: %s\n", row[i].target ? "target" : "match", row[i].name,
		    row[i].revision,
		    error_name(get(row[i].target ? GET_REVISION_TARGET : GET_REVISION_MATCH, &rev,
				   sizeof(rev))));
	}
}

static void ask_odd_lengths(void)
{
	union {
		struct ipt_getinfo info;
		struct ipt_get_entries entries;
		struct xt_get_revision revision;
		uint8_t room[4096];
	} u;
	static const struct {
		const char *what;
		int opt;
		uint32_t len;
	} row[] = {
		{"info short", IPT_SO_GET_INFO, sizeof(struct ipt_getinfo) - 1},
		{"info long", IPT_SO_GET_INFO, sizeof(struct ipt_getinfo) + 1},
		{"entries short", IPT_SO_GET_ENTRIES, sizeof(struct ipt_get_entries) - 1},
		{"entries head", IPT_SO_GET_ENTRIES, sizeof(struct ipt_get_entries)},
		{"entries long", IPT_SO_GET_ENTRIES, 4096},
		{"revision short", GET_REVISION_MATCH, 29},
		{"revision long", GET_REVISION_TARGET, 31},
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(row); i++) {
		memset(&u, 0, sizeof(u));
		strcpy(u.info.name, "filter");
		say("%s: %s\n", row[i].what, error_name(get(row[i].opt, &u, row[i].len)));
	}
	memset(&u, 0, sizeof(u));
	strcpy(u.entries.name, "filter");
	u.entries.size = 8;
	say("entries of wrong size: %s\n",
	    error_name(get(IPT_SO_GET_ENTRIES, &u, sizeof(u.entries) + 8)));
	memset(&u, 0, sizeof(u));
	strcpy(u.info.name, "nothing");
	say("info of no table: %s\n", error_name(get(IPT_SO_GET_INFO, &u, sizeof(u.info))));
	memset(&u, 'x', sizeof(u));
	say("info of a name without end: %s\n",
	    error_name(get(IPT_SO_GET_INFO, &u, sizeof(u.info))));
	say("info to nowhere: %s\n", error_name(get(IPT_SO_GET_INFO, NULL, sizeof(u.info))));
}

static void add_counters(const char *what, const char *table, unsigned int num, uint32_t len)
{
	static struct {
		struct xt_counters_info head;
		struct xt_counters c[64];
	} req;

	memset(&req, 0, sizeof(req));
	strcpy(req.head.name, table);
	req.head.num_counters = num;
	for (unsigned int i = 0; i < 64; i++)
		req.c[i] = (struct xt_counters){.pcnt = i + 1, .bcnt = 100 * (i + 1)};
	say("add counters %s: %s\n", what, error_name(set(IPT_SO_SET_ADD_COUNTERS, &req, len)));
}

static void try_counters(void)
{
	const uint32_t head = sizeof(struct xt_counters_info);
	unsigned int n = current_entries("filter");

	add_counters("short", "filter", n, head - 1);
	add_counters("none", "filter", 0, head);
	add_counters("few", "filter", n - 1, head + 16 * (n - 1));
	add_counters("many", "filter", n + 1, head + 16 * (n + 1));
	add_counters("length differs", "filter", n, head + 16 * n + 1);
	add_counters("number wraps", "filter", 0x10000001, head + 16);
	add_counters("no table", "nothing", n, head + 16 * n);
	add_counters("right", "filter", n, head + 16 * n);
	say_table("filter");
	/* Replacing gives the old counters back. */
	make_good();
	memset(old_counters, 0, sizeof(old_counters));
	say("replace: %s\n", error_name(set(IPT_SO_SET_REPLACE, &blob,
					    (uint32_t)sizeof(blob.head) + blob.head.size)));
	say_bytes(old_counters, n * sizeof(*old_counters));
}

static void transcript(void)
{
	static const char *const tables[] = {"filter", "mangle", "raw", "security"};

	for (unsigned int i = 0; i < ARRAY_SIZE(tables); i++)
		say_table(tables[i]);
	say("unknown set option: %s\n", error_name(set(IPT_SO_SET_MAX, &blob, 0)));
	ask_revisions();
	ask_odd_lengths();
	run_faults();
	try_counters();
}

/* ---- random faults, to both ---- */

static uint64_t rng_state;

static uint32_t rnd(uint32_t below)
{
	rng_state = rng_state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(rng_state >> 33) % below;
}

static void mutate_once(void)
{
	static const uint32_t interesting[] = {0,   1,	 7,   8,      31,	  32,
					       40,  47,	 48,  64,     ENTRY_SIZE, 144,
					       152, 176, 200, 0x7fff, 0xfff8,	  0xffff};
	uint32_t off = rnd(blob.head.size);
	uint32_t entries[16], n = 0;

	switch (rnd(8)) {
	case 0:
		*byte_at(off) = (uint8_t)rnd(256);
		break;
	case 1:
		*byte_at(off) ^= (uint8_t)(1u << rnd(8));
		break;
	case 2:
		put(off & ~3u, (int)(rnd(64) - 32));
		break;
	case 3:
		*(uint16_t *)byte_at(off & ~1u) =
			(uint16_t)interesting[rnd(ARRAY_SIZE(interesting))];
		break;
	default: /* a field of an entry */
		for (uint32_t o = 0; o < blob.head.size && n < 16; o += entry(o)->next_offset) {
			entries[n++] = o;
			if (!entry(o)->next_offset)
				break;
		}
		off = entries[rnd(n)];
		switch (rnd(5)) {
		case 0:
			entry(off)->next_offset =
				(uint16_t)(interesting[rnd(ARRAY_SIZE(interesting))] + rnd(2) * 8);
			break;
		case 1:
			entry(off)->target_offset =
				(uint16_t)(interesting[rnd(ARRAY_SIZE(interesting))] + rnd(2) * 8);
			break;
		case 2:
			put(off + VERDICT_AT, (int)entries[rnd(n)]);
			break;
		case 3:
			entry(off)->HEAD.flags = (uint8_t)rnd(4);
			break;
		default:
			blob.head.hook_entry[rnd(5)] = entries[rnd(n)];
			blob.head.underflow[rnd(5)] = entries[rnd(n)];
			break;
		}
	}
}

static unsigned int compare_answers(uint64_t seed, int err[2], uint32_t hash[2])
{
	if (err[0] == err[1] && hash[0] == hash[1])
		return 0;
	printf("seed %llu: kernel %s %08x, engine %s %08x\n", (unsigned long long)seed,
	       error_name(err[0]), hash[0], error_name(err[1]), hash[1]);
	return 1;
}

static int mutate(uint64_t seed, unsigned int count)
{
	unsigned int differ = 0, accepted = 0;
	struct net *engine;

	open_engine();
	engine = net;
	for (unsigned int i = 0; i < count; i++) {
		int err[2];
		uint32_t hash[2];

		for (unsigned int k = 0; k < 2; k++) {
			uint32_t len;

			net = k ? engine : NULL;
			make_good();
			len = (uint32_t)sizeof(blob.head) + blob.head.size;
			rng_state = seed + i;
			rnd(1);
			for (uint32_t n = 1 + rnd(3); n; n--)
				mutate_once();
			err[k] = set(IPT_SO_SET_REPLACE, &blob, len);
			hash[k] = table_hash("filter");
		}
		accepted += !err[0];
		differ += compare_answers(seed + i, err, hash);
	}
	net = engine;
	close_engine();
	printf("%u blobs, %u accepted by the kernel, %u differences\n", count, accepted, differ);
	return differ ? 1 : 0;
}

/* ---- */

static int check_golden(const char *path)
{
	char *text = NULL, *line, *want = NULL;
	size_t size, room = 0;
	unsigned int n = 0, bad = 0;
	FILE *golden = fopen(path, "r"), *mine;

	if (!golden) {
		perror(path);
		return 2;
	}
	out = open_memstream(&text, &size);
	open_engine();
	transcript();
	close_engine();
	fclose(out);
	mine = fmemopen(text, size, "r");
	for (line = NULL;;) {
		size_t line_room = 0;
		ssize_t got = getline(&line, &line_room, mine);
		ssize_t wanted = getline(&want, &room, golden);

		if (got < 0 && wanted < 0)
			break;
		n++;
		if (got < 0 || wanted < 0 || strcmp(line, want) != 0) {
			bad++;
			printf("line %u\n  got    %s  wanted %s", n, got < 0 ? "(end)\n" : line,
			       wanted < 0 ? "(end)\n" : want);
		}
		free(line);
		line = NULL;
	}
	free(line);
	free(want);
	fclose(mine);
	fclose(golden);
	free(text);
	printf("%u lines, %u differ\n", n, bad);
	return bad || !n ? 1 : 0;
}

int main(int argc, char **argv)
{
	out = stdout;
	if (argc == 2 && strcmp(argv[1], "--kernel") == 0) {
		if (!open_kernel())
			return 2;
		transcript();
		return 0;
	}
	if (argc == 2 && strcmp(argv[1], "--print") == 0) {
		open_engine();
		transcript();
		close_engine();
		return 0;
	}
	if (argc == 4 && strcmp(argv[1], "--mutate") == 0)
		return open_kernel()
			       ? mutate(strtoull(argv[2], NULL, 0), (unsigned int)atoi(argv[3]))
			       : 2;
	if (argc == 2)
		return check_golden(argv[1]);
	fprintf(stderr, "usage: %s GOLDEN | --print | --kernel | --mutate SEED COUNT\n", argv[0]);
	return 2;
}
