// SPDX-License-Identifier: GPL-2.0-or-later
/* The one line about a packet: bytes in, words out, and nothing past the end is read. */
#include "skb/skbuff.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define V6(next, hlim)                                                   \
	"60000000"                                                       \
	"0014" next hlim "20010db8000000000000000000000001" /* source */ \
	"20010db8000000000000000000000002"

static const struct {
	u16 protocol;
	const char *hex, *summary;
} rows[] = {
	{ETH_P_IP,
	 "45000028000000004006000a0a000001"
	 "0a0000029c400050"
	 "0000000000000000"
	 "5002",
	 "tcp 10.0.0.1:40000 > 10.0.0.2:80 S ttl 64 len 40"},
	{ETH_P_IPV6,
	 V6("06", "40") "9c400050"
			"0000000000000000"
			"5012",
	 "tcp [2001:db8::1]:40000 > [2001:db8::2]:80 SA hlim 64 len 20"},
	{ETH_P_IPV6, V6("11", "01") "00350036",
	 "udp [2001:db8::1]:53 > [2001:db8::2]:54 hlim 1 len 20"},
	{ETH_P_IPV6, V6("3a", "ff") "8700",
	 "icmpv6 2001:db8::1 > 2001:db8::2 type 135 code 0 hlim 255 len 20"},
	/* hop-by-hop, then UDP */
	{ETH_P_IPV6,
	 V6("00", "40") "1100010400000000"
			"00350036",
	 "udp [2001:db8::1]:53 > [2001:db8::2]:54 hlim 64 len 20"},
	/* the second piece */
	{ETH_P_IPV6,
	 V6("2c", "40") "0600000900000001"
			"0035",
	 "tcp 2001:db8::1 > 2001:db8::2 fragment at 8+ hlim 64 len 20"},
	{ETH_P_IPV6, V6("3b", "40"),
	 "ipv6 next header 59 2001:db8::1 > 2001:db8::2 hlim 64 len 20"},
	{ETH_P_IPV6, V6("2c", "40") "06",
	 "ipv6 next header 44 2001:db8::1 > 2001:db8::2 hlim 64 len 20"},
	{ETH_P_IPV6, V6("06", "40") "9c40", "tcp 2001:db8::1 > 2001:db8::2 hlim 64 len 20"},
	{ETH_P_IPV6, "60", "ipv6 cut to 1 bytes"},
};

static u32 from_hex(const char *hex, u8 *to)
{
	u32 n = (u32)strlen(hex) / 2;
	unsigned int byte;

	for (u32 i = 0; i < n; i++) {
		assert_int_equal(sscanf(hex + 2 * i, "%2x", &byte), 1);
		to[i] = (u8)byte;
	}
	return n;
}

static void a_packet_in_a_line(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		/* A block of its own size, so that a sanitizer sees what is read behind it. */
		u32 n = (u32)strlen(rows[i].hex) / 2;
		u8 *bytes = malloc(n);
		struct sk_buff skb = {.protocol = htons(rows[i].protocol),
				      .mac_header = SKB_NO_HEADER,
				      .head = bytes,
				      .data = bytes,
				      .len = n};
		char text[128];

		assert_non_null(bytes);
		from_hex(rows[i].hex, bytes);
		skb_summary(&skb, text, sizeof(text));
		assert_string_equal(text, rows[i].summary);
		free(bytes);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(a_packet_in_a_line)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
