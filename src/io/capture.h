/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Capture files: reading every format, writing pcapng.
 *
 * Classic pcap and pcapng, in either byte order and any time unit, are read in place from a mapping
 * of the file; what else libpcap knows goes through libpcap.  A damaged capture gives what can be
 * read before the damage, and then one line about it.
 */
#ifndef QUINTET_IO_CAPTURE_H
#define QUINTET_IO_CAPTURE_H

#include "base/types.h"

#include <stdio.h>

#define CAPTURE_MAX_PORTS 4096u
#define CAPTURE_NAME	  16 /* IFNAMSIZ; net/if.h does not agree with linux/if.h */

/* The link types (LINKTYPE_*) that can become Ethernet or raw IP. */
enum capture_link {
	LINK_NULL = 0,
	LINK_ETHERNET = 1,
	LINK_PPP = 9,
	LINK_RAW_BSD = 12,
	LINK_RAW_OPENBSD = 14,
	LINK_PPP_HDLC = 50,
	LINK_RAW = 101,
	LINK_C_HDLC = 104,
	LINK_LOOP = 108,
	LINK_LINUX_SLL = 113,
	LINK_IPV4 = 228,
	LINK_IPV6 = 229,
	LINK_LINUX_SLL2 = 276,
};

/** struct capture_port - an interface of a capture; @name is "" when the file has none */
struct capture_port {
	char name[CAPTURE_NAME];
	u16 link;
};

/**
 * struct capture_packet - a packet of a capture
 * @data: borrowed: stays until the next capture_next(), and until capture_close() when the capture
 *	is mapped (capture_is_mapped())
 * @len: bytes that are there
 * @wire_len: bytes that it had
 */
struct capture_packet {
	u32 port;
	u16 link;
	u32 len, wire_len;
	u64 time_ns; /* since 1970 */
	const u8 *data;
};

struct capture;

/**
 * capture_open() - @path, "-" is the standard input
 * @why: receives one line about what is wrong
 *
 * => 0, a negative errno of opening or reading, -EBADMSG: no capture.
 */
int capture_open(const char *path, struct capture **cap, char *why, size_t why_size);
/** capture_open_memory() - @bytes stay the caller's and must outlive the capture */
int capture_open_memory(const void *bytes, size_t len, struct capture **cap, char *why,
			size_t why_size);
void capture_close(struct capture *cap);

/** capture_next() - => 1 with a packet, 0 at the end or at a damage */
int capture_next(struct capture *cap, struct capture_packet *pkt);
/** capture_damage() - what ended the reading early, one line; NULL: the capture is whole */
const char *capture_damage(const struct capture *cap);
bool capture_is_mapped(const struct capture *cap);
/** capture_ports() - the interfaces seen so far; stays until the next capture_next() */
const struct capture_port *capture_ports(const struct capture *cap, u32 *count);
/** capture_progress() - bytes read, of how many (0: not known) */
u64 capture_progress(const struct capture *cap, u64 *total);

/* ---- link types ---- */

/** capture_link_name() - "Linux cooked", …; NULL: one that cannot be converted */
const char *capture_link_name(u16 link);

/**
 * capture_to_ethernet() - the packet as an Ethernet frame
 * @dst, @src: six bytes each, for link types that have no addresses of their own
 * @frame: receives @room bytes at most
 *
 * A pure function.  => the frame's length; -EPROTONOSUPPORT: the link type cannot be converted or
 * the protocol has no Ethernet type; -EBADMSG: cut inside its link-layer header; -EMSGSIZE.
 */
ssize_t capture_to_ethernet(u16 link, const u8 *data, u32 len, const u8 *dst, const u8 *src,
			    u8 *frame, size_t room);

/** capture_to_ip() - where the IP packet begins in @data; => its offset or as above */
ssize_t capture_to_ip(u16 link, const u8 *data, u32 len);

/* ---- writing ---- */

struct pcapng_writer;

/** pcapng_create() - a new file with an interface for each port; => 0 or a negative errno */
int pcapng_create(const char *path, const struct capture_port *port, u32 ports,
		  struct pcapng_writer **w);
/** pcapng_packet() - one packet, stamped in microseconds; @comment may be NULL */
void pcapng_packet(struct pcapng_writer *w, u32 port, u64 time_ns, const u8 *data, u32 len,
		   const char *comment);
/** pcapng_close() - => 0, or the first error of writing */
int pcapng_close(struct pcapng_writer *w);

#endif
