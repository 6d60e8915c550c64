// SPDX-License-Identifier: GPL-2.0-or-later
/* The text of a story, to the letter. */
#include "stories.h"

static void check(const struct story *s, const struct text_style *style, const char *want)
{
	char *text = rendered(s, style);

	assert_string_equal(text, want);
	free(text);
}

static void a_tree_for_each_packet(void **state)
{
	struct trace_story *log = rejected_syn();
	struct story s = {.log = log, .number = 3};

	check(&s, &(struct text_style){.ascii = true},
	      "packet 3  tcp 10.0.0.5:40000 > 203.0.113.10:80 S ttl 64 len 60\n"
	      "|  came in by eth0, 74 bytes\n"
	      "|- PRE_ROUTING  in eth0\n"
	      "|  `- raw PREROUTING\n"
	      "|            policy ACCEPT\n"
	      "|- route to 203.0.113.10: 0.0.0.0/0 via 10.1.0.1 dev eth1, table main\n"
	      "|- ttl: 64 becomes 63 (by ip_forward)\n"
	      "|- FORWARD  in eth0, out eth1\n"
	      "|  |- filter FORWARD\n"
	      "|  |  |    1 no     ip source is 10.0.0.5, rule wants 10.9.0.0/16\n"
	      "|  |  |    2 MATCH  jump web\n"
	      "|  |  `- web\n"
	      "|  |          1 no     tcp dport is 80, rule wants 22\n"
	      "|  |          2 MATCH  LOG\n"
	      "|  |                   LOG said: no: IN=eth0 OUT=eth1\n"
	      "|  |          3 MATCH  REJECT\n"
	      "|  |                   answered: tcp reset to 10.0.0.5\n"
	      "|  `- DROP by filter\n"
	      "`- DROPPED  a rule or a hook dropped it (NETFILTER_DROP in FORWARD)\n"
	      "packet 3.1  tcp 203.0.113.10:80 > 10.0.0.5:40000 RA ttl 64 len 40\n"
	      "|  made on the way of packet 3\n"
	      "|- LOCAL_OUT  out eth0\n"
	      "`- SENT by eth0  tcp 203.0.113.10:80 > 10.0.0.5:40000 RA ttl 64 len 40 (54 "
	      "bytes)\n");
	log->lost = 2;
	trace_story_destroy(log);
}

static void rules_as_they_were_written(void **state)
{
	struct trace_story *log = rejected_syn();
	struct rule_texts *rules = rule_texts_parse(
		"*filter\n:FORWARD ACCEPT\n:web -\n-A FORWARD -s 10.9.0.0/16 -j DROP\n"
		"-A FORWARD -p tcp -j web\n-A web -p tcp -m tcp --dport 22 -j ACCEPT\n"
		"-A web -j LOG --log-prefix \"no: \"\n-A web -j REJECT\nCOMMIT\n");
	struct story s = {.log = log, .number = 3, .rules = rules};

	check(&s, &(struct text_style){.ascii = false},
	      "packet 3  tcp 10.0.0.5:40000 > 203.0.113.10:80 S ttl 64 len 60\n"
	      "│  came in by eth0, 74 bytes\n"
	      "├─ PRE_ROUTING  in eth0\n"
	      "│  └─ raw PREROUTING\n"
	      "│            policy ACCEPT\n"
	      "├─ route to 203.0.113.10: 0.0.0.0/0 via 10.1.0.1 dev eth1, table main\n"
	      "├─ ttl: 64 becomes 63 (by ip_forward)\n"
	      "├─ FORWARD  in eth0, out eth1\n"
	      "│  ├─ filter FORWARD\n"
	      "│  │  │    1 no     -s 10.9.0.0/16 -j DROP                 ip source is 10.0.0.5, "
	      "rule wants 10.9.0.0/16\n"
	      "│  │  │    2 MATCH  -p tcp -j web                          jump web\n"
	      "│  │  └─ web\n"
	      "│  │          1 no     -p tcp -m tcp --dport 22 -j ACCEPT  tcp dport is 80, rule "
	      "wants 22\n"
	      "│  │          2 MATCH  -j LOG --log-prefix \"no: \"          LOG\n"
	      "│  │                   LOG said: no: IN=eth0 OUT=eth1\n"
	      "│  │          3 MATCH  -j REJECT                           REJECT\n"
	      "│  │                   answered: tcp reset to 10.0.0.5\n"
	      "│  └─ DROP by filter\n"
	      "└─ DROPPED  a rule or a hook dropped it (NETFILTER_DROP in FORWARD)\n"
	      "packet 3.1  tcp 203.0.113.10:80 > 10.0.0.5:40000 RA ttl 64 len 40\n"
	      "│  made on the way of packet 3\n"
	      "├─ LOCAL_OUT  out eth0\n"
	      "└─ SENT by eth0  tcp 203.0.113.10:80 > 10.0.0.5:40000 RA ttl 64 len 40 (54 "
	      "bytes)\n");
	rule_texts_free(rules);
	trace_story_destroy(log);
}

/* Colours change nothing but colours. */
static void colours_are_only_added(void **state)
{
	struct trace_story *log = rejected_syn();
	struct story s = {.log = log, .number = 3};
	char *plain = rendered(&s, &(struct text_style){.ascii = true});
	char *color = rendered(&s, &(struct text_style){.ascii = true, .color = true});
	char *to = color;

	assert_non_null(strstr(color, "\033[1;31mDROPPED"));
	for (char *from = color; *from;) {
		if (*from == '\033')
			from = strchr(from, 'm') + 1;
		else
			*to++ = *from++;
	}
	*to = 0;
	assert_string_equal(color, plain);
	free(plain);
	free(color);
	trace_story_destroy(log);
}

/* What the others do not meet: each event, in its line. */
static void every_event_has_its_line(void **state)
{
	const struct in6_addr a6 = {.s6_addr = {0x20, 1, 0xd, 0xb8, [15] = 2}};
	struct trace_story *log = trace_story_create(15);
	struct story s = {.log = log, .number = 1};

	SAY(log, 1, begin, .origin = "local", .len = 84, .summary = "icmp 10.0.0.1 > 10.0.0.2");
	SAY(log, 1, route, .direction = "output", .daddr = trace_ip4(htonl(0x0a000002)),
	    .result = "network is unreachable");
	SAY(log, 1, route, .daddr = trace_ip4(htonl(0x0a000002)), .type = "blackhole",
	    .prefix = "10.0.0.0/8", .table = 7, .result = "blackhole");
	SAY(log, 1, neigh, .addr = trace_ip4(htonl(0x0a000002)), .dev = "eth0",
	    .state = "reachable", .lladdr = "02:00:00:00:01:01");
	SAY(log, 1, hook, .family = "ipv6", .hook = "LOCAL_OUT", .out = "eth0");
	SAY(log, 1, route, .daddr = trace_ip6(&a6), .type = "unicast", .prefix = "2001:db8::/32",
	    .gateway = trace_ip6(&a6), .dev = "eth0", .table = 254);
	SAY(log, 1, neigh, .addr = trace_ip6(&a6), .dev = "eth0", .state = "FAILED");
	SAY(log, 1, note, .by = "raw", .text = "a remark");
	SAY(log, 1, reply, .kind = "icmp unreachable", .to = trace_ip4(htonl(0x0a000001)),
	    .why = "a fragment");
	SAY(log, 1, mismatch, .table = "raw", .chain = "OUTPUT", .rule = 1, .match = "statistic");
	SAY(log, 1, match, .table = "raw", .chain = "OUTPUT", .rule = 2, .target = "-");
	SAY(log, 1, wait, .where = "neigh");
	SAY(log, 1, deliver, .protocol = "udp", .to = "socket");
	SAY(log, 1, drop, .reason = SKB_DROP_REASON_LOCAL_SINK);
	SAY(log, 1, drop, .reason = SKB_DROP_REASON_IP_CSUM);
	SAY(log, 1, drop, .reason = SKB_DROP_REASON_IP_CSUM);
	check(&s, &(struct text_style){.ascii = true},
	      "packet 1  icmp 10.0.0.1 > 10.0.0.2\n"
	      "|  sent by this host, 84 bytes\n"
	      "|- route to 10.0.0.2: network is unreachable\n"
	      "|- route to 10.0.0.2: blackhole 10.0.0.0/8, table 7\n"
	      "|- neighbour 10.0.0.2 on eth0: 02:00:00:00:01:01, reachable\n"
	      "|- LOCAL_OUT  out eth0\n"
	      "|- route to 2001:db8::2: 2001:db8::/32 via 2001:db8::2 dev eth0, table main\n"
	      "|- neighbour 2001:db8::2 on eth0: not known, FAILED\n"
	      "|- raw: a remark\n"
	      "|- no icmp unreachable to 10.0.0.1: a fragment\n"
	      "|    1 no     statistic does not fit\n"
	      "|    2 MATCH  counted, nothing else to do\n"
	      "|- WAITS  neigh\n"
	      "|- DELIVERED here: udp to socket\n"
	      "|- DELIVERED  taken by the program behind the local port\n"
	      "`- DROPPED  the IP header checksum is wrong (IP_CSUM)\n"
	      "(1 more events were not kept)\n");
	trace_story_destroy(log);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_tree_for_each_packet),
		cmocka_unit_test(rules_as_they_were_written),
		cmocka_unit_test(colours_are_only_added),
		cmocka_unit_test(every_event_has_its_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
