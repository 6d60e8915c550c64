// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reading captures.
 *
 * The file is mapped (or read whole, when it is a pipe) and its records are walked in place.  Two
 * decoders do the work, one for classic pcap and one for pcapng; a third hands other formats to
 * libpcap.  Every length is checked against what is there before it is used, so that a decoder
 * never looks beyond the bytes it was given; the first thing that does not add up ends the capture
 * with a line that says where and why.
 */
#include "io/capture.h"

#include <fcntl.h>
#include <pcap/pcap.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define PCAP_MAGIC_US 0xa1b2c3d4u
#define PCAP_MAGIC_NS 0xa1b23c4du
#define PCAP_HEAD     24u
#define PCAP_RECORD   16u
#define NG_SECTION    0x0a0d0d0au
#define NG_BYTE_ORDER 0x1a2b3c4du
#define NG_MIN_BLOCK  12u
#define PACKET_MAX    (16u << 20) /* a longer one is damage, not a packet */
#define INPUT_MAX     (1ull << 40)

enum ng_block { NG_INTERFACE = 1, NG_OLD_PACKET = 2, NG_SIMPLE_PACKET = 3, NG_PACKET = 6 };
enum ng_option { NG_END = 0, NG_IF_NAME = 2, NG_IF_TSRESOL = 9, NG_IF_TSOFFSET = 14 };

/** struct unit - how an interface counts time */
struct unit {
	u8 resol; /* if_tsresol: 10^-n, or 2^-n with the top bit */
	s64 offset_s;
	u32 snaplen;
};

struct capture {
	const u8 *bytes;
	size_t len, at;
	bool swap;
	int (*next)(struct capture *cap, struct capture_packet *pkt);

	struct capture_port *port;
	struct unit *unit;
	u32 ports, port_room;
	u32 section_base; /* first port of the section */

	void *map; /* to be unmapped, or NULL */
	void *heap; /* to be freed, or NULL */
	pcap_t *pcap; /* the format is libpcap's business, or NULL */
	bool over;
	char damage[160];
};

/* ---- numbers in the file's byte order; the caller has checked that they are there ---- */

static u16 get16(const struct capture *cap, size_t at)
{
	u16 v;

	memcpy(&v, cap->bytes + at, sizeof(v));
	return cap->swap ? __builtin_bswap16(v) : v;
}

static u32 get32(const struct capture *cap, size_t at)
{
	u32 v;

	memcpy(&v, cap->bytes + at, sizeof(v));
	return cap->swap ? __builtin_bswap32(v) : v;
}

static u64 get64(const struct capture *cap, size_t at)
{
	u64 v;

	memcpy(&v, cap->bytes + at, sizeof(v));
	return cap->swap ? __builtin_bswap64(v) : v;
}

static __printf(2, 3) int damaged(struct capture *cap, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(cap->damage, sizeof(cap->damage), fmt, ap);
	va_end(ap);
	cap->over = true;
	return 0;
}

/* ---- ports ---- */

static int add_port(struct capture *cap, const struct capture_port *port, const struct unit *unit)
{
	if (cap->ports == CAPTURE_MAX_PORTS)
		return -EMFILE;
	if (cap->ports == cap->port_room) {
		u32 room = cap->port_room ? 2 * cap->port_room : 8;
		struct capture_port *p = realloc(cap->port, room * sizeof(*p));
		struct unit *u = p ? realloc(cap->unit, room * sizeof(*u)) : NULL;

		if (p)
			cap->port = p;
		if (!u)
			return -ENOMEM;
		cap->unit = u;
		cap->port_room = room;
	}
	cap->port[cap->ports] = *port;
	cap->unit[cap->ports++] = *unit;
	return 0;
}

static u64 to_ns(const struct unit *u, u64 t)
{
	u8 n = u->resol & 0x7f;
	unsigned __int128 ns = t;

	if (u->resol & 0x80) {
		ns = n < 64 ? (ns * 1000000000u) >> n : 0;
	} else {
		for (; n < 9; n++)
			ns *= 10;
		for (; n > 9 && ns; n--)
			ns /= 10;
	}
	return (u64)ns + (u64)u->offset_s * 1000000000u;
}

/* ---- classic pcap ---- */

static int classic_next(struct capture *cap, struct capture_packet *pkt)
{
	size_t left = cap->len - cap->at;
	u32 sec, frac, len;

	if (!left)
		return 0;
	if (left < PCAP_RECORD)
		return damaged(cap, "it is cut inside a record's head at byte %zu", cap->at);
	sec = get32(cap, cap->at);
	frac = get32(cap, cap->at + 4);
	len = get32(cap, cap->at + 8);
	if (len > PACKET_MAX)
		return damaged(cap, "a packet of %u bytes at byte %zu cannot be", len, cap->at);
	if (len > left - PCAP_RECORD)
		return damaged(cap, "it is cut inside a packet at byte %zu", cap->at);
	*pkt = (struct capture_packet){
		.link = cap->port[0].link,
		.len = len,
		.wire_len = get32(cap, cap->at + 12),
		.time_ns = sec * 1000000000ull + (cap->unit[0].resol == 9 ? frac : frac * 1000ull),
		.data = cap->bytes + cap->at + PCAP_RECORD,
	};
	cap->at += PCAP_RECORD + len;
	return 1;
}

static int classic_open(struct capture *cap, u32 magic)
{
	struct capture_port port = {.name = ""};
	struct unit unit = {.resol = magic == PCAP_MAGIC_NS ? 9 : 6};

	if (cap->len < PCAP_HEAD)
		return -EBADMSG;
	port.link = (u16)get32(cap, 20);
	cap->at = PCAP_HEAD;
	cap->next = classic_next;
	return add_port(cap, &port, &unit);
}

/* ---- pcapng ---- */

static void interface_option(struct capture *cap, u16 code, size_t at, u16 len,
			     struct capture_port *port, struct unit *unit)
{
	if (code == NG_IF_NAME)
		snprintf(port->name, sizeof(port->name), "%.*s", len,
			 (const char *)cap->bytes + at);
	else if (code == NG_IF_TSRESOL && len >= 1)
		unit->resol = cap->bytes[at];
	else if (code == NG_IF_TSOFFSET && len >= 8)
		unit->offset_s = (s64)get64(cap, at);
}

/* @at and @end: the block's body */
static int interface_block(struct capture *cap, size_t at, size_t end)
{
	struct capture_port port = {.name = ""};
	struct unit unit = {.resol = 6};

	if (end - at < 8)
		return damaged(cap, "an interface block at byte %zu is too short", cap->at);
	port.link = get16(cap, at);
	unit.snaplen = get32(cap, at + 4);
	for (at += 8; end - at >= 4;) {
		u16 code = get16(cap, at), len = get16(cap, at + 2);

		if (code == NG_END || len > end - at - 4)
			break;
		interface_option(cap, code, at + 4, len, &port, &unit);
		at += 4 + min_t(size_t, ALIGN_UP((size_t)len, 4), end - at - 4);
	}
	if (add_port(cap, &port, &unit))
		return damaged(cap, "more than %u interfaces", CAPTURE_MAX_PORTS);
	return 1;
}

static int packet_of(struct capture *cap, struct capture_packet *pkt, u32 port, u64 time, size_t at,
		     size_t end, u32 len, u32 wire_len)
{
	if (port >= cap->ports - cap->section_base)
		return damaged(cap, "a packet at byte %zu names interface %u, which is not there",
			       cap->at, port);
	if (len > end - at)
		return damaged(cap, "a packet at byte %zu is longer than its block", cap->at);
	port += cap->section_base;
	*pkt = (struct capture_packet){
		.port = port,
		.link = cap->port[port].link,
		.len = len,
		.wire_len = wire_len,
		.time_ns = to_ns(&cap->unit[port], time),
		.data = cap->bytes + at,
	};
	return 1;
}

static int packet_block(struct capture *cap, struct capture_packet *pkt, u32 type, size_t at,
			size_t end)
{
	if (end - at < 20)
		return damaged(cap, "a packet block at byte %zu is too short", cap->at);

	u32 port = type == NG_PACKET ? get32(cap, at) : get16(cap, at);
	u64 time = (u64)get32(cap, at + 4) << 32 | get32(cap, at + 8);

	return packet_of(cap, pkt, port, time, at + 20, end, get32(cap, at + 12),
			 get32(cap, at + 16));
}

static int simple_packet(struct capture *cap, struct capture_packet *pkt, size_t at, size_t end)
{
	u32 len, wire_len, snaplen;

	if (end - at < 4 || cap->ports == cap->section_base)
		return damaged(cap, "a packet block at byte %zu has no interface", cap->at);
	wire_len = get32(cap, at);
	len = min_t(u32, wire_len, (u32)(end - at - 4));
	snaplen = cap->unit[cap->section_base].snaplen;
	if (snaplen)
		len = min_t(u32, len, snaplen);
	return packet_of(cap, pkt, 0, 0, at + 4, end, len, wire_len);
}

static int section_block(struct capture *cap)
{
	u32 order;

	if (cap->len - cap->at < 28)
		return damaged(cap, "it is cut inside a section's head at byte %zu", cap->at);
	memcpy(&order, cap->bytes + cap->at + 8, sizeof(order));
	cap->swap = order != NG_BYTE_ORDER;
	if (cap->swap && __builtin_bswap32(order) != NG_BYTE_ORDER)
		return damaged(cap, "a section at byte %zu has no byte order", cap->at);
	cap->section_base = cap->ports;
	return 1;
}

/* The block at cap->at; => 1 with its end in *end, 0: damage */
static int block_bounds(struct capture *cap, size_t *end)
{
	size_t left = cap->len - cap->at;
	u32 len;

	if (left < NG_MIN_BLOCK)
		return damaged(cap, "it is cut inside a block at byte %zu", cap->at);
	/* A section's head says in which byte order its own length is. */
	if (get32(cap, cap->at) == NG_SECTION && !section_block(cap))
		return 0;
	len = get32(cap, cap->at + 4);
	if (len < NG_MIN_BLOCK || len % 4)
		return damaged(cap, "a block of %u bytes at byte %zu cannot be", len, cap->at);
	if (len > left)
		return damaged(cap, "it is cut inside a block at byte %zu", cap->at);
	*end = cap->at + len;
	return 1;
}

static int ng_next(struct capture *cap, struct capture_packet *pkt)
{
	while (cap->at < cap->len) {
		size_t end = 0, body = cap->at + 8;
		bool got = false;
		int ok = 1;

		if (!block_bounds(cap, &end))
			return 0;
		switch (get32(cap, cap->at)) {
		case NG_INTERFACE:
			ok = interface_block(cap, body, end - 4);
			break;
		case NG_PACKET:
		case NG_OLD_PACKET:
			ok = packet_block(cap, pkt, get32(cap, cap->at), body, end - 4);
			got = true;
			break;
		case NG_SIMPLE_PACKET:
			ok = simple_packet(cap, pkt, body, end - 4);
			got = true;
			break;
		}
		if (!ok)
			return 0;
		cap->at = end;
		if (got)
			return 1;
	}
	return 0;
}

static int ng_open(struct capture *cap)
{
	cap->next = ng_next;
	return 0;
}

/* ---- what only libpcap knows ---- */

static int libpcap_next(struct capture *cap, struct capture_packet *pkt)
{
	struct pcap_pkthdr *h;
	const u8 *data;
	int n = pcap_next_ex(cap->pcap, &h, &data);

	if (n == PCAP_ERROR)
		return damaged(cap, "%s", pcap_geterr(cap->pcap));
	if (n != 1)
		return 0;
	*pkt = (struct capture_packet){
		.link = cap->port[0].link,
		.len = h->caplen,
		.wire_len = h->len,
		/* in nanoseconds, as asked for */
		.time_ns = (u64)h->ts.tv_sec * 1000000000u + (u64)h->ts.tv_usec,
		.data = data,
	};
	return 1;
}

static int libpcap_open(struct capture *cap, char *why, size_t why_size)
{
	FILE *f = fmemopen((void *)(uintptr_t)cap->bytes, cap->len, "rb");
	struct capture_port port = {.name = ""};
	char text[PCAP_ERRBUF_SIZE] = "";
	int link;

	if (!f)
		return -errno;
	cap->pcap = pcap_fopen_offline_with_tstamp_precision(f, PCAP_TSTAMP_PRECISION_NANO, text);
	if (!cap->pcap) {
		fclose(f);
		snprintf(why, why_size, "%s", text);
		return -EBADMSG;
	}
	link = pcap_datalink(cap->pcap);
	port.link = link == DLT_RAW ? LINK_RAW : (u16)link;
	cap->next = libpcap_next;
	return add_port(cap, &port, &(struct unit){.resol = 9});
}

/* ---- opening ---- */

static int choose_format(struct capture *cap, char *why, size_t why_size)
{
	u32 magic;

	snprintf(why, why_size, "not a capture");
	if (cap->len < 4)
		return -EBADMSG;
	memcpy(&magic, cap->bytes, sizeof(magic));
	if (magic == NG_SECTION)
		return ng_open(cap);
	for (int swap = 0; swap < 2; swap++, magic = __builtin_bswap32(magic)) {
		if (magic != PCAP_MAGIC_US && magic != PCAP_MAGIC_NS)
			continue;
		cap->swap = swap;
		return classic_open(cap, magic);
	}
	return libpcap_open(cap, why, why_size);
}

static int read_whole(struct capture *cap, int fd)
{
	size_t room = 1 << 16, len = 0;
	u8 *buf = malloc(room);
	ssize_t n = 1;

	while (buf && n) {
		if (len == room) {
			u8 *more = room < INPUT_MAX ? realloc(buf, room *= 2) : NULL;

			if (!more)
				break;
			buf = more;
		}
		n = read(fd, buf + len, room - len);
		if (n < 0) {
			int err = -errno;

			free(buf);
			return err;
		}
		len += (size_t)n;
	}
	if (!buf || n) {
		free(buf);
		return -ENOMEM;
	}
	cap->bytes = cap->heap = buf;
	cap->len = len;
	return 0;
}

static int take_in(struct capture *cap, int fd)
{
	struct stat st;

	if (fstat(fd, &st))
		return -errno;
	if (!S_ISREG(st.st_mode) || !st.st_size)
		return read_whole(cap, fd);
	cap->map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (cap->map == MAP_FAILED) {
		cap->map = NULL;
		return read_whole(cap, fd);
	}
	madvise(cap->map, (size_t)st.st_size, MADV_SEQUENTIAL);
	cap->bytes = cap->map;
	cap->len = (size_t)st.st_size;
	return 0;
}

static int finish_open(struct capture *cap, int err, struct capture **out, char *why,
		       size_t why_size)
{
	if (!err)
		err = choose_format(cap, why, why_size);
	else
		snprintf(why, why_size, "%s", strerror(-err));
	if (err) {
		capture_close(cap);
		return err;
	}
	*why = 0;
	*out = cap;
	return 0;
}

int capture_open(const char *path, struct capture **out, char *why, size_t why_size)
{
	bool input = !strcmp(path, "-");
	struct capture *cap = calloc(1, sizeof(*cap));
	int fd, err;

	if (!cap)
		return -ENOMEM;
	fd = input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	err = fd < 0 ? -errno : take_in(cap, fd);
	if (!input && fd >= 0)
		close(fd);
	return finish_open(cap, err, out, why, why_size);
}

int capture_open_memory(const void *bytes, size_t len, struct capture **out, char *why,
			size_t why_size)
{
	struct capture *cap = calloc(1, sizeof(*cap));

	if (!cap)
		return -ENOMEM;
	cap->bytes = bytes;
	cap->len = len;
	return finish_open(cap, 0, out, why, why_size);
}

void capture_close(struct capture *cap)
{
	if (!cap)
		return;
	if (cap->pcap)
		pcap_close(cap->pcap);
	if (cap->map)
		munmap(cap->map, cap->len);
	free(cap->heap);
	free(cap->port);
	free(cap->unit);
	free(cap);
}

int capture_next(struct capture *cap, struct capture_packet *pkt)
{
	if (cap->over)
		return 0;
	if (cap->next(cap, pkt))
		return 1;
	cap->over = true;
	return 0;
}

const char *capture_damage(const struct capture *cap)
{
	return *cap->damage ? cap->damage : NULL;
}

bool capture_is_mapped(const struct capture *cap)
{
	return !cap->pcap;
}

const struct capture_port *capture_ports(const struct capture *cap, u32 *count)
{
	*count = cap->ports;
	return cap->port;
}

u64 capture_progress(const struct capture *cap, u64 *total)
{
	*total = cap->pcap ? 0 : cap->len;
	return cap->at;
}
