// SPDX-License-Identifier: GPL-2.0-or-later
/* Packets in a line: what the words become, and what is said about wrong ones. */
#include "host/packet_line.h"

#include "base/csum.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define MAX_WORDS 40

/* => what packet_line_parse() says of the words of @line */
static int parse(const char *line, struct packet_line *p, char *why, size_t size)
{
	char copy[400], *rest = copy, *word[MAX_WORDS];
	int n = 0;

	snprintf(copy, sizeof(copy), "%s", line);
	while ((word[n] = strsep(&rest, " ")))
		n++;
	*why = 0;
	return packet_line_parse(word, n, p, why, size);
}

/* Byte @at of the packet is @value, in hexadecimal as it stands there. */
struct expect {
	int at;
	const char *bytes;
};

static void words_become_bytes(void **state)
{
	static const struct {
		const char *line;
		u32 len;
		struct expect expect[5];
	} rows[] = {
		{"eth0 tcp 10.0.0.5:40000 203.0.113.10:80",
		 40,
		 {{0, "45000028"},
		  {8, "4006"},
		  {12, "0a000005cb00710a"},
		  {20, "9c400050"},
		  {32, "5002faf0"}}},
		{"eth0 tcp 1.1.1.1:1 2.2.2.2:2 flags=syn,ack seq=258 ack=0x01020304 win=5 ttl=1 "
		 "tos=0x10",
		 40,
		 {{1, "10"}, {8, "01"}, {24, "0000010201020304"}, {33, "12"}, {34, "0005"}}},
		{"eth0 tcp 1.1.1.1:1 2.2.2.2:2 mss=1460", 44, {{32, "6002"}, {40, "020405b4"}}},
		{"eth0 tcp 1.1.1.1:1 2.2.2.2:2 flags=none", 40, {{33, "00"}}},
		{"eth0 udp 1.1.1.1:53 2.2.2.2:5353 data=hello",
		 33,
		 {{9, "11"}, {20, "003514e9000d"}, {28, "68656c6c6f"}}},
		{"eth0 udp 1.1.1.1:53 2.2.2.2:5353 len=100", 100, {{2, "0064"}, {24, "0050"}}},
		{"eth0 icmp 1.1.1.1 2.2.2.2", 28, {{9, "01"}, {20, "0800f7ff"}}},
		{"eth0 icmp 1.1.1.1 2.2.2.2 type=unreachable code=3", 28, {{20, "0303"}}},
		{"eth0 icmp 1.1.1.1 2.2.2.2 type=13", 28, {{20, "0d00"}}},
		{"eth0 47 1.1.1.1 2.2.2.2 dscp=46 id=258 df",
		 20,
		 {{1, "b8"}, {4, "01024000"}, {9, "2f"}}},
		{"eth0 udp 1.1.1.1:1 2.2.2.2:2 frag=0+", 28, {{6, "2000"}, {20, "0001"}}},
		{"eth0 udp 1.1.1.1:1 2.2.2.2:2 frag=1480 data=xyz",
		 23,
		 {{6, "00b9"}, {20, "78797a"}}},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		static struct packet_line p;
		char why[300];

		if (parse(rows[i].line, &p, why, sizeof(why)))
			fail_msg("%s: %s", rows[i].line, why);
		assert_int_equal(p.len, rows[i].len);
		assert_int_equal(ip_fast_csum(p.ip, 5), 0);
		for (const struct expect *e = rows[i].expect; e < rows[i].expect + 5 && e->bytes;
		     e++)
			for (int b = 0; e->bytes[2 * b]; b++) {
				unsigned int want;

				sscanf(e->bytes + 2 * b, "%2x", &want);
				if (p.ip[e->at + b] != want)
					fail_msg("%s: byte %d is %02x, not %02x", rows[i].line,
						 e->at + b, p.ip[e->at + b], want);
			}
	}
}

static void checksums_are_right_or_wrong_as_asked(void **state)
{
	static const char *const rows[] = {
		"eth0 tcp 10.1.2.3:1 4.5.6.7:8 data=odd",
		"eth0 udp 10.1.2.3:1 4.5.6.7:8 data=even",
		"eth0 udp 10.1.2.3:1 4.5.6.7:8",
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		for (int bad = 0; bad < 2; bad++) {
			static struct packet_line p;
			char why[300], line[200];
			__be32 a[2];

			snprintf(line, sizeof(line), "%s%s", rows[i], bad ? " csum=bad" : "");
			assert_int_equal(parse(line, &p, why, sizeof(why)), 0);
			memcpy(a, p.ip + 12, 8);
			assert_int_equal(
				csum_tcpudp_magic(a[0], a[1], p.len - 20, p.ip[9],
						  csum_partial(p.ip + 20, p.len - 20, 0)) == 0,
				!bad);
		}
}

static void what_is_not_in_the_packet(void **state)
{
	static struct packet_line p;
	char why[300];

	assert_int_equal(parse("local udp 1.1.1.1:1 2.2.2.2:2 mark=0x10 uid=1000 "
			       "src-mac=02:00:00:00:01:ff dst-mac=ff:ff:ff:ff:ff:ff",
			       &p, why, sizeof(why)),
			 0);
	assert_string_equal(p.device, PACKET_LINE_LOCAL);
	assert_int_equal(p.mark, 16);
	assert_int_equal(p.uid, 1000);
	assert_int_equal(p.smac[5], 255);
	assert_true(p.has_dmac);
	assert_int_equal(p.dmac[0], 255);
	assert_int_equal(parse("eth0 udp 1.1.1.1:1 2.2.2.2:2", &p, why, sizeof(why)), 0);
	assert_false(p.has_dmac);
}

static void wrong_words_are_named(void **state)
{
	static const struct {
		const char *line, *why;
	} rows[] = {
		{"eth0 tcp 1.1.1.1:1", "a packet is: DEVICE PROTOCOL SOURCE DESTINATION"},
		{"a-name-that-is-too-long tcp 1.1.1.1:1 2.2.2.2:2",
		 "'a-name-that-is-too-long' cannot"},
		{"eth0 tpc 1.1.1.1:1 2.2.2.2:2", "'tpc' is no protocol"},
		{"eth0 256 1.1.1.1 2.2.2.2", "'256' is no protocol"},
		{"eth0 tcp 1.1.1:1 2.2.2.2:2", "'1.1.1:1' is no source"},
		{"eth0 tcp 1.1.1.1:1 2.2.2.256:2", "'2.2.2.256:2' is no destination"},
		{"eth0 tcp 1.1.1.1 2.2.2.2:2", "'1.1.1.1' needs a port, as in 1.1.1.1:80"},
		{"eth0 tcp 1.1.1.1:65536 2.2.2.2:2", "'1.1.1.1:65536' needs a port"},
		{"eth0 icmp 1.1.1.1:1 2.2.2.2", "'1.1.1.1:1' has a port"},
		{"eth0 tcp 1.1.1.1:1 2.2.2.2:2 flags=sny", "'sny' is no TCP flag"},
		{"eth0 tcp 1.1.1.1:1 2.2.2.2:2 ttl=256", "'ttl=256': a number from 0 to 255"},
		{"eth0 tcp 1.1.1.1:1 2.2.2.2:2 ttl=-1", "'ttl=-1': a number from 0 to 255"},
		{"eth0 tcp 1.1.1.1:1 2.2.2.2:2 ttl", "'ttl': 'ttl' takes a value"},
		{"eth0 tcp 1.1.1.1:1 2.2.2.2:2 df=1", "'df=1': 'df' takes no value"},
		{"eth0 tcp 1.1.1.1:1 2.2.2.2:2 type=8",
		 "'type=8' makes no sense for this protocol"},
		{"eth0 udp 1.1.1.1:1 2.2.2.2:2 flags=syn", "'flags=syn' makes no sense"},
		{"eth0 tcp 1.1.1.1:1 2.2.2.2:2 tttl=3", "'tttl=3' is not known"},
		{"eth0 icmp 1.1.1.1 2.2.2.2 type=ping", "'ping' is no ICMP type"},
		{"eth0 udp 1.1.1.1:1 2.2.2.2:2 frag=7", "'frag=7': an offset"},
		{"eth0 udp 1.1.1.1:1 2.2.2.2:2 len=27", "'len=27': this packet has at least 28"},
		{"eth0 udp 1.1.1.1:1 2.2.2.2:2 src-mac=1:2:3", "'1:2:3' is no MAC address"},
		{"eth0 udp 1.1.1.1:1 2.2.2.2:2 csum=good", "'csum=good'"},
		{"eth0 udp 1.1.1.1:1 2.2.2.2:2 dscp=64", "'dscp=64'"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		static struct packet_line p;
		char why[300];

		assert_int_equal(parse(rows[i].line, &p, why, sizeof(why)), -EINVAL);
		if (strncmp(why, rows[i].why, strlen(rows[i].why)))
			fail_msg("%s: said \"%s\", not \"%s\"", rows[i].line, why, rows[i].why);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_become_bytes),
		cmocka_unit_test(checksums_are_right_or_wrong_as_asked),
		cmocka_unit_test(what_is_not_in_the_packet),
		cmocka_unit_test(wrong_words_are_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
