// SPDX-License-Identifier: GPL-2.0-or-later
/* Captures: formats, byte orders, time units, link types, and what damage leaves. */
#include "io/capture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

struct bytes {
	u8 b[4096];
	size_t len;
	bool swap; /* written in the other byte order */
};

static void put16(struct bytes *o, u16 v)
{
	v = o->swap ? __builtin_bswap16(v) : v;
	memcpy(o->b + o->len, &v, 2);
	o->len += 2;
}

static void put32(struct bytes *o, u32 v)
{
	v = o->swap ? __builtin_bswap32(v) : v;
	memcpy(o->b + o->len, &v, 4);
	o->len += 4;
}

static void put(struct bytes *o, const void *p, size_t n)
{
	memcpy(o->b + o->len, p, n);
	o->len += n;
}

static void classic(struct bytes *o, u32 magic, u32 link)
{
	put32(o, magic);
	put16(o, 2);
	put16(o, 4);
	put32(o, 0);
	put32(o, 0);
	put32(o, 65535);
	put32(o, link);
}

static void record(struct bytes *o, u32 sec, u32 frac, u32 len, const char *data)
{
	put32(o, sec);
	put32(o, frac);
	put32(o, len);
	put32(o, len + 100);
	put(o, data, strlen(data));
}

static struct capture *open_ok(const struct bytes *o)
{
	struct capture *cap;
	char why[100];

	assert_int_equal(capture_open_memory(o->b, o->len, &cap, why, sizeof(why)), 0);
	return cap;
}

static void classic_in_both_orders_and_units(void **state)
{
	for (int i = 0; i < 4; i++) {
		struct bytes o = {.swap = i & 1};
		struct capture_packet p;
		struct capture *cap;

		classic(&o, i & 2 ? 0xa1b23c4d : 0xa1b2c3d4, LINK_RAW);
		record(&o, 7, 9, 4, "wxyz");
		record(&o, 8, 0, 1, "q");
		cap = open_ok(&o);
		assert_int_equal(capture_next(cap, &p), 1);
		assert_int_equal(p.link, LINK_RAW);
		assert_int_equal(p.len, 4);
		assert_int_equal(p.wire_len, 104);
		assert_true(p.time_ns == (i & 2 ? 7000000009ull : 7000009000ull));
		assert_memory_equal(p.data, "wxyz", 4);
		assert_int_equal(capture_next(cap, &p), 1);
		assert_int_equal(capture_next(cap, &p), 0);
		assert_null(capture_damage(cap));
		capture_close(cap);
	}
}

static void section(struct bytes *o)
{
	put32(o, 0x0a0d0d0a);
	put32(o, 28);
	put32(o, 0x1a2b3c4d);
	put32(o, 1);
	put32(o, ~0u);
	put32(o, ~0u);
	put32(o, 28);
}

/* An interface with a name and a time unit */
static void interface(struct bytes *o, u16 link, const char name[4], u8 resol)
{
	put32(o, 1);
	put32(o, 12 + 8 + 8 + 8 + 4);
	put16(o, link);
	put16(o, 0);
	put32(o, 0);
	put16(o, 2);
	put16(o, 4);
	put(o, name, 4);
	put16(o, 9);
	put16(o, 1);
	put(o, (u8[4]){resol}, 4);
	put32(o, 0);
	put32(o, 12 + 8 + 8 + 8 + 4);
}

static void packet(struct bytes *o, u32 port, u64 time, u32 len, const char data[4])
{
	put32(o, 6);
	put32(o, 12 + 20 + 4);
	put32(o, port);
	put32(o, (u32)(time >> 32));
	put32(o, (u32)time);
	put32(o, len);
	put32(o, len);
	put(o, data, 4);
	put32(o, 12 + 20 + 4);
}

static void pcapng_sections_ports_and_units(void **state)
{
	static const struct {
		u8 resol;
		u64 time, ns;
	} rows[] = {
		{6, 5000001, 5000001000},
		{9, 5000001, 5000001},
		{3, 5001, 5001000000},
		{12, 5000001000, 5000001},
		{0x80 | 10, 1024 + 512, 1500000000},
		{0, 3, 3000000000},
	};

	for (int swap = 0; swap < 2; swap++) {
		struct bytes o = {.swap = swap};
		struct capture_packet p;
		struct capture *cap;
		u32 ports;

		for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
			section(&o);
			interface(&o, LINK_ETHERNET, "eth0", rows[i].resol);
			interface(&o, LINK_RAW, "loca", 6);
			packet(&o, 0, rows[i].time, 3, "abc");
			packet(&o, 1, 1, 4, "defg");
		}
		cap = open_ok(&o);
		for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
			assert_int_equal(capture_next(cap, &p), 1);
			assert_int_equal(p.port, 2 * i);
			assert_int_equal(p.link, LINK_ETHERNET);
			assert_int_equal(p.len, 3);
			assert_true(p.time_ns == rows[i].ns);
			assert_int_equal(capture_next(cap, &p), 1);
			assert_int_equal(p.port, 2 * i + 1);
			assert_true(p.time_ns == 1000);
			assert_string_equal(capture_ports(cap, &ports)[p.port].name, "loca");
		}
		assert_int_equal(capture_next(cap, &p), 0);
		assert_null(capture_damage(cap));
		capture_close(cap);
	}
}

/* Cut at every byte: what was whole comes out, and nothing beyond the bytes is read. */
static void damage_ends_with_what_was_read(void **state)
{
	struct bytes o = {.swap = false};
	size_t whole[3];

	section(&o);
	interface(&o, LINK_ETHERNET, "eth0", 6);
	whole[0] = o.len;
	packet(&o, 0, 1, 4, "abcd");
	whole[1] = o.len;
	packet(&o, 0, 2, 4, "efgh");
	whole[2] = o.len;
	for (size_t cut = 28; cut < o.len; cut++) {
		u8 *exact = malloc(cut);
		struct capture_packet p;
		struct capture *cap;
		char why[100];
		int n = 0;

		memcpy(exact, o.b, cut);
		assert_int_equal(capture_open_memory(exact, cut, &cap, why, sizeof(why)), 0);
		while (capture_next(cap, &p) > 0)
			n++;
		assert_int_equal(n, cut >= whole[2] ? 2 : cut >= whole[1]);
		assert_int_equal(!capture_damage(cap), cut == 28 || cut == whole[0] ||
							       cut == whole[1] || cut == whole[2]);
		capture_close(cap);
		free(exact);
	}
}

static void nonsense_is_refused(void **state)
{
	struct capture_packet p;
	struct capture *cap;
	char why[100];
	struct bytes o = {.swap = false};

	assert_int_equal(capture_open_memory("GET / HTTP/1.0\r\n\r\n        ", 26, &cap, why, 100),
			 -EBADMSG);
	assert_int_equal(capture_open_memory("ab", 2, &cap, why, 100), -EBADMSG);
	assert_int_equal(capture_open("/nonexistent", &cap, why, 100), -ENOENT);
	assert_string_equal(why, "No such file or directory");

	/* A packet of an interface that is not there */
	section(&o);
	packet(&o, 0, 1, 4, "abcd");
	cap = open_ok(&o);
	assert_int_equal(capture_next(cap, &p), 0);
	assert_non_null(strstr(capture_damage(cap), "names interface 0"));
	capture_close(cap);

	/* A packet longer than its block */
	o.len = 0;
	section(&o);
	interface(&o, LINK_ETHERNET, "eth0", 6);
	packet(&o, 0, 1, 5, "abcd");
	cap = open_ok(&o);
	assert_int_equal(capture_next(cap, &p), 0);
	assert_non_null(strstr(capture_damage(cap), "longer than its block"));
	capture_close(cap);
}

static void link_types(void **state)
{
	static const u8 dst[6] = {2, 0, 0, 0, 0, 1}, src[6] = {2, 0, 0, 0, 0, 2};
	static const struct {
		u16 link;
		const char *bytes;
		u32 len;
		ssize_t ret; /* without the 14 bytes of Ethernet, or an error */
		u16 type;
		u8 first;
	} rows[] = {
		{LINK_RAW, "\x45Q", 2, 2, 0x0800, 0x45},
		{LINK_RAW, "\x60Q", 2, 2, 0x86dd, 0x60},
		{LINK_RAW, "\x10Q", 2, -EPROTONOSUPPORT, 0, 0},
		{LINK_RAW, "", 0, -EBADMSG, 0, 0},
		{LINK_RAW_BSD, "\x45Q", 2, 2, 0x0800, 0x45},
		{LINK_IPV4, "\x45Q", 2, 2, 0x0800, 0x45},
		{LINK_IPV6, "\x60Q", 2, 2, 0x86dd, 0x60},
		{LINK_NULL, "\2\0\0\0\x45Q", 6, 2, 0x0800, 0x45},
		{LINK_NULL, "\0\0\0\2\x45Q", 6, 2, 0x0800, 0x45},
		{LINK_NULL, "\x1e\0\0\0\x60Q", 6, 2, 0x86dd, 0x60},
		{LINK_NULL, "\7\0\0\0\x60Q", 6, -EPROTONOSUPPORT, 0, 0},
		{LINK_NULL, "\2\0\0", 3, -EBADMSG, 0, 0},
		{LINK_LOOP, "\0\0\0\x18\x60Q", 6, 2, 0x86dd, 0x60},
		{LINK_LINUX_SLL, "0123456789abcd\x08\0\x45", 17, 1, 0x0800, 0x45},
		{LINK_LINUX_SLL, "0123456789abcd\0\1\x45", 17, -EPROTONOSUPPORT, 0, 0},
		{LINK_LINUX_SLL, "0123456789abcd\x08", 15, -EBADMSG, 0, 0},
		{LINK_LINUX_SLL2,
		 "\x08\x06"
		 "0123456789abcdef01\x00",
		 21, 1, 0x0806, 0},
		{LINK_PPP, "\xff\x03\0\x21\x45", 5, 1, 0x0800, 0x45},
		{LINK_PPP, "\0\x57\x60", 3, 1, 0x86dd, 0x60},
		{LINK_PPP, "\x21\x45", 2, 1, 0x0800, 0x45},
		{LINK_PPP_HDLC, "\xff\x03\xc0\x21\x45", 5, -EPROTONOSUPPORT, 0, 0},
		{LINK_C_HDLC, "\x0f\0\x08\0\x45", 5, 1, 0x0800, 0x45},
		{147, "\x45", 1, -EPROTONOSUPPORT, 0, 0},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		u8 frame[64];
		ssize_t ret = capture_to_ethernet(rows[i].link, (const u8 *)rows[i].bytes,
						  rows[i].len, dst, src, frame, sizeof(frame));

		assert_int_equal(ret, rows[i].ret < 0 ? rows[i].ret : rows[i].ret + 14);
		if (ret < 0)
			continue;
		assert_memory_equal(frame, dst, 6);
		assert_memory_equal(frame + 6, src, 6);
		assert_int_equal(get_unaligned_be16(frame + 12), rows[i].type);
		assert_int_equal(frame[14], rows[i].first);
	}
}

static void ethernet_stays_and_ip_is_found(void **state)
{
	static const u8 tagged[] = "0123456789ab\x81\0\0\5\x08\0\x45";
	u8 frame[64];

	assert_int_equal(capture_to_ethernet(1, tagged, 19, NULL, NULL, frame, 64), 19);
	assert_memory_equal(frame, tagged, 19);
	assert_int_equal(capture_to_ethernet(1, tagged, 19, NULL, NULL, frame, 18), -EMSGSIZE);
	assert_int_equal(capture_to_ip(1, tagged, 19), 18);
	assert_int_equal(capture_to_ip(1, tagged, 17), -EBADMSG);
	assert_int_equal(capture_to_ip(LINK_RAW, (const u8 *)"\x45", 1), 0);
}

static void written_captures_come_back(void **state)
{
	static const struct capture_port ports[] = {{"eth0", 1}, {"a-long-name-15c", 101}};
	char path[] = "/tmp/capture_test.XXXXXX", why[100];
	struct pcapng_writer *w;
	struct capture_packet p;
	struct capture *cap;
	u32 n;

	close(mkstemp(path));
	assert_int_equal(pcapng_create(path, ports, 2, &w), 0);
	pcapng_packet(w, 0, 1700000000123456789ull, (const u8 *)"hello", 5, "in=1");
	pcapng_packet(w, 1, 2000, (const u8 *)"", 0, NULL);
	assert_int_equal(pcapng_close(w), 0);
	assert_int_equal(capture_open(path, &cap, why, sizeof(why)), 0);
	assert_int_equal(capture_next(cap, &p), 1);
	assert_true(p.time_ns == 1700000000123456000ull);
	assert_int_equal(p.len, 5);
	assert_memory_equal(p.data, "hello", 5);
	assert_int_equal(capture_next(cap, &p), 1);
	assert_int_equal(p.len, 0);
	assert_int_equal(p.port, 1);
	assert_string_equal(capture_ports(cap, &n)[1].name, "a-long-name-15c");
	assert_int_equal(capture_next(cap, &p), 0);
	assert_null(capture_damage(cap));
	capture_close(cap);
	unlink(path);
	assert_int_equal(pcapng_create("/nonexistent/x", ports, 2, &w), -ENOENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(classic_in_both_orders_and_units),
		cmocka_unit_test(pcapng_sections_ports_and_units),
		cmocka_unit_test(damage_ends_with_what_was_read),
		cmocka_unit_test(nonsense_is_refused),
		cmocka_unit_test(link_types),
		cmocka_unit_test(ethernet_stays_and_ip_is_found),
		cmocka_unit_test(written_captures_come_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
