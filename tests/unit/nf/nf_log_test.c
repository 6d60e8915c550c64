// SPDX-License-Identifier: GPL-2.0-or-later
/* Packets as the lines that the kernel's nf_log_syslog writes for them. */
#include "nf/nf_log.h"

#include <linux/netfilter/nf_log.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define ETH                        \
	"020000000001020000000101" \
	"0800"

struct row {
	const char *name;
	const char *frame; /* hex, from the Ethernet header on */
	u32 flags, mark;
	bool in, out, socket;
	const char *line;
};

#define MAC "MAC=02:00:00:00:00:01:02:00:00:00:01:01:08:00 "

static const struct row rows[] = {
	{"tcp",
	 ETH "45b8003c12344000400600000a0000010a0000020fa0005000000001000000025012200000000000", 0,
	 0, true, false, false,
	 "p: IN=eth0 OUT= " MAC
	 "SRC=10.0.0.1 DST=10.0.0.2 LEN=60 TOS=0x18 PREC=0xA0 TTL=64 ID=4660 DF "
	 "PROTO=TCP SPT=4000 DPT=80 WINDOW=8192 RES=0x00 ACK SYN URGP=0 "},
	{"tcp with everything",
	 ETH
	 "4500003012340000400600000a0000010a0000020fa00050000000010000000276ff20000000000701020304"
	 "05060708",
	 NF_LOG_TCPSEQ | NF_LOG_TCPOPT | NF_LOG_IPOPT | NF_LOG_UID, 0x1f, true, true, true,
	 "p: IN=eth0 OUT=eth1 " MAC "SRC=10.0.0.1 DST=10.0.0.2 LEN=48 TOS=0x00 PREC=0x00 TTL=64 "
	 "ID=4660 PROTO=TCP SPT=4000 DPT=80 SEQ=1 ACK=2 WINDOW=8192 RES=0x18 CWR ECE URG ACK PSH "
	 "RST "
	 "SYN FIN URGP=7 OPT (0102030405060708) UID=1000 GID=100 MARK=0x1f "},
	{"tcp cut", ETH "4500002412340000400600000a0000010a0000020fa0005000000001", 0, 1, true,
	 false, false,
	 "p: IN=eth0 OUT= " MAC
	 "SRC=10.0.0.1 DST=10.0.0.2 LEN=36 TOS=0x00 PREC=0x00 TTL=64 ID=4660 "
	 "PROTO=TCP INCOMPLETE [8 bytes] "},
	{"tcp options cut",
	 ETH "4500002812340000400600000a0000010a0000020fa0005000000001000000026000200000000000",
	 NF_LOG_TCPOPT, 0, true, false, false,
	 "p: IN=eth0 OUT= " MAC
	 "SRC=10.0.0.1 DST=10.0.0.2 LEN=40 TOS=0x00 PREC=0x00 TTL=64 ID=4660 "
	 "PROTO=TCP SPT=4000 DPT=80 WINDOW=8192 RES=0x00 URGP=0 OPT (TRUNCATED)"},
	{"udp, options, local out",
	 "4600002012340000401100000a0000010a000002010203040035003600080000", NF_LOG_IPOPT, 0, false,
	 true, false,
	 "p: IN= OUT=eth1 SRC=10.0.0.1 DST=10.0.0.2 LEN=32 TOS=0x00 PREC=0x00 TTL=64 ID=4660 "
	 "OPT (01020304) PROTO=UDP SPT=53 DPT=54 LEN=8 "},
	{"second fragment", ETH "4500001c12342010401100000a0000010a0000020035003600080000", 0, 0,
	 true, false, false,
	 "p: IN=eth0 OUT= " MAC
	 "SRC=10.0.0.1 DST=10.0.0.2 LEN=28 TOS=0x00 PREC=0x00 TTL=64 ID=4660 MF "
	 "FRAG:16 PROTO=UDP "},
	{"echo", ETH "4500001c12340000400100000a0000010a0000020800000000070009", NF_LOG_MACDECODE,
	 0, true, false, false,
	 "p: IN=eth0 OUT= MACSRC=02:00:00:00:01:01 MACDST=02:00:00:00:00:01 MACPROTO=0800 "
	 "SRC=10.0.0.1 DST=10.0.0.2 LEN=28 TOS=0x00 PREC=0x00 TTL=64 ID=4660 PROTO=ICMP TYPE=8 "
	 "CODE=0 "
	 "ID=7 SEQ=9 "},
	{"an error quotes",
	 ETH "4500003812340000400100000a0000010a0000020304000000000578"
	     "4500001c00010000400100000a0000020a0000010304000000000578",
	 0, 5, true, false, false,
	 "p: IN=eth0 OUT= " MAC
	 "SRC=10.0.0.1 DST=10.0.0.2 LEN=56 TOS=0x00 PREC=0x00 TTL=64 ID=4660 "
	 "PROTO=ICMP TYPE=3 CODE=4 [SRC=10.0.0.2 DST=10.0.0.1 LEN=28 TOS=0x00 PREC=0x00 TTL=64 "
	 "ID=1 "
	 "PROTO=ICMP TYPE=3 CODE=4 INCOMPLETE [8 bytes] ] MTU=1400 MARK=0x5 "},
	{"a redirect without what it is about",
	 ETH "4500001c12340000400100000a0000010a000002050100000a000009", 0, 0, true, false, false,
	 "p: IN=eth0 OUT= " MAC
	 "SRC=10.0.0.1 DST=10.0.0.2 LEN=28 TOS=0x00 PREC=0x00 TTL=64 ID=4660 "
	 "PROTO=ICMP TYPE=5 CODE=1 INCOMPLETE [8 bytes] "},
	{"esp", ETH "4500001c12340000403200000a0000010a0000020000abcd00000001", 0, 0, true, false,
	 false,
	 "p: IN=eth0 OUT= " MAC
	 "SRC=10.0.0.1 DST=10.0.0.2 LEN=28 TOS=0x00 PREC=0x00 TTL=64 ID=4660 "
	 "PROTO=ESP SPI=0xabcd "},
	{"another protocol", ETH "4500001412348000402f00000a0000010a000002", 0, 0, true, false,
	 false,
	 "p: IN=eth0 OUT= " MAC
	 "SRC=10.0.0.1 DST=10.0.0.2 LEN=20 TOS=0x00 PREC=0x00 TTL=64 ID=4660 CE "
	 "PROTO=47 "},
	{"no IP header", ETH "4500", 0, 0, true, false, false, "p: IN=eth0 OUT= " MAC "TRUNCATED"},
};

static void keep_line(void *ctx, int level, const char *text)
{
	snprintf(ctx, 1100, "%d %s", level, text);
}

static void put_hex(struct sk_buff *skb, const char *hex)
{
	unsigned int byte;

	for (; *hex; hex += 2) {
		assert_int_equal(sscanf(hex, "%2x", &byte), 1);
		*(u8 *)skb_put(skb, 1) = (u8)byte;
	}
}

static void test_lines(void **state)
{
	char line[1100], want[1100];
	const struct quintet_env env = {.seed = 1, .log = keep_line, .ctx = line};
	struct net *net = net_create(&env, 1);
	struct net_device eth0 = {
		.name = "eth0", .type = ARPHRD_ETHER, .hard_header_len = ETH_HLEN};
	struct net_device eth1 = {
		.name = "eth1", .type = ARPHRD_ETHER, .hard_header_len = ETH_HLEN};
	struct sock sk = {.refs = 100, .uid = 1000, .gid = 100, .has_file = true};

	for (unsigned int i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct row *r = &rows[i];
		struct net_device *dev = r->in ? &eth0 : &eth1;
		struct sk_buff *skb = r->in ? netdev_alloc_skb(net_shard0(net), dev, 200)
					    : net_alloc_skb(net_shard0(net), 200, NULL);

		skb->dev = dev;
		put_hex(skb, r->frame);
		if (r->in) {
			skb_reset_mac_header(skb);
			skb_pull(skb, ETH_HLEN);
		}
		skb_reset_network_header(skb);
		skb->mark = r->mark;
		skb->sk = r->socket ? sock_get(&sk) : NULL;
		nf_log_packet(net, NFPROTO_IPV4, NF_INET_FORWARD, skb, r->in ? &eth0 : NULL,
			      r->out ? &eth1 : NULL, "LOG", 4, r->flags, "p: ");
		snprintf(want, sizeof(want), "4 %s", r->line);
		print_message("%s\n", r->name);
		assert_string_equal(line, want);
		consume_skb(skb);
	}
	net_destroy(net);
}

static void test_arp(void **state)
{
	char line[1100];
	const struct quintet_env env = {.seed = 1, .log = keep_line, .ctx = line};
	struct net *net = net_create(&env, 1);
	struct net_device eth0 = {
		.name = "eth0", .type = ARPHRD_ETHER, .hard_header_len = ETH_HLEN};
	struct sk_buff *skb = net_alloc_skb(net_shard0(net), 200, NULL);

	skb->dev = &eth0;
	put_hex(skb, "00010800060400010200000001010a0000010000000000000a000002");
	skb_reset_network_header(skb);
	nf_log_packet(net, NFPROTO_ARP, 0, skb, &eth0, NULL, "LOG", 6, 0, "");
	assert_string_equal(line, "6 IN=eth0 OUT= ARP HTYPE=1 PTYPE=0x0800 OPCODE=1 "
				  "MACSRC=02:00:00:00:01:01 IPSRC=10.0.0.1 "
				  "MACDST=00:00:00:00:00:00 IPDST=10.0.0.2");
	consume_skb(skb);
	net_destroy(net);
}

/* The addresses of the rows below: 2001:db8::1 to ::2. */
#define ADDRS6                             \
	"20010db8000000000000000000000001" \
	"20010db8000000000000000000000002"
#define SRC6 \
	"SRC=2001:0db8:0000:0000:0000:0000:0000:0001 DST=2001:0db8:0000:0000:0000:0000:0000:0002 "

static const struct {
	const char *name, *packet;
	u32 flags, mark;
	const char *line;
} rows6[] = {
	{"udp", "6b8abcde00081140" ADDRS6 "0035003600080000", 0, 7,
	 SRC6 "LEN=48 TC=184 HOPLIMIT=64 FLOWLBL=703710 PROTO=UDP SPT=53 DPT=54 LEN=8 MARK=0x7 "},
	{"a first fragment behind options",
	 "6000000000183c40" ADDRS6 "2c00010400000000"
	 "110000010000004d"
	 "0035003600080000",
	 NF_LOG_IPOPT, 0,
	 SRC6 "LEN=64 TC=0 HOPLIMIT=64 FLOWLBL=0 OPT ( ) OPT ( FRAG:0 INCOMPLETE ID:0000004d ) "
	      "PROTO=UDP SPT=53 DPT=54 LEN=8 "},
	{"a later fragment",
	 "6000000000102c40" ADDRS6 "060000080000004d"
	 "0035003600080000",
	 0, 0, SRC6 "LEN=56 TC=0 HOPLIMIT=64 FLOWLBL=0 FRAG:8 ID:0000004d PROTO=TCP "},
	{"an echo request", "6000000000083a40" ADDRS6 "8000000000010002", 0, 0,
	 SRC6 "LEN=48 TC=0 HOPLIMIT=64 FLOWLBL=0 PROTO=ICMPv6 TYPE=128 CODE=0 ID=1 SEQ=2 "},
	{"too big quotes its packet",
	 "6000000000303a40" ADDRS6 "0200000000000500"
	 "6000000000003b40" ADDRS6,
	 0, 0,
	 SRC6 "LEN=88 TC=0 HOPLIMIT=64 FLOWLBL=0 PROTO=ICMPv6 TYPE=2 CODE=0 [" SRC6
	      "LEN=40 TC=0 HOPLIMIT=64 FLOWLBL=0 ] MTU=1280 "},
	{"AH",
	 "60000000000c3340" ADDRS6 "3b04000000001234"
	 "00000001",
	 NF_LOG_IPOPT, 0, SRC6 "LEN=52 TC=0 HOPLIMIT=64 FLOWLBL=0 OPT ( AH SPI=0x1234 ) "},
	{"cut in its options", "6000000000083c40" ADDRS6 "11", 0, 0,
	 SRC6 "LEN=48 TC=0 HOPLIMIT=64 FLOWLBL=0 TRUNCATED"},
};

static void test_ipv6(void **state)
{
	char line[1100], want[1100];
	const struct quintet_env env = {.seed = 1, .log = keep_line, .ctx = line};
	struct net *net = net_create(&env, 1);

	for (size_t i = 0; i < ARRAY_SIZE(rows6); i++) {
		struct sk_buff *skb = net_alloc_skb(net_shard0(net), 200, NULL);

		put_hex(skb, rows6[i].packet);
		skb_reset_network_header(skb);
		skb->mark = rows6[i].mark;
		nf_log_packet(net, NFPROTO_IPV6, 0, skb, NULL, NULL, "LOG", 6, rows6[i].flags,
			      "p: ");
		snprintf(want, sizeof(want), "6 p: IN= OUT= %s", rows6[i].line);
		if (strcmp(line, want) != 0)
			fail_msg("%s:\n%s\n%s", rows6[i].name, line, want);
		consume_skb(skb);
	}
	net_destroy(net);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_arp),
		cmocka_unit_test(test_ipv6),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
