/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes at all as a capture file.  Each packet that comes out must lie inside the input (or in
 * libpcap's buffer) and is made an Ethernet frame, whatever its link type claims to be.
 */
#include "io/capture.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static unsigned int sum(const uint8_t *p, size_t n)
{
	unsigned int s = 0;

	while (n--)
		s += *p++;
	return s;
}

/* The link type is a number in the file; all that are known are tried on the same bytes. */
static unsigned int convert(const struct capture_packet *p)
{
	static const u16 links[] = {LINK_NULL,	    LINK_ETHERNET, LINK_PPP,
				    LINK_RAW,	    LINK_C_HDLC,   LINK_LOOP,
				    LINK_LINUX_SLL, LINK_IPV4,	   LINK_LINUX_SLL2};
	static const u8 mac[6];
	u8 frame[4096];
	unsigned int s = 0;

	for (size_t i = 0; i <= ARRAY_SIZE(links); i++) {
		u16 link = i < ARRAY_SIZE(links) ? links[i] : p->link;
		ssize_t n =
			capture_to_ethernet(link, p->data, p->len, mac, mac, frame, sizeof(frame));
		ssize_t ip = capture_to_ip(link, p->data, p->len);

		if (n > 0)
			s += sum(frame, (size_t)n);
		if (ip > (ssize_t)p->len)
			abort();
	}
	return s;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned int seen = 0;
	struct capture_packet pkt;
	struct capture *cap;
	char why[256];
	u64 total;
	u32 ports;

	if (capture_open_memory(data, size, &cap, why, sizeof(why))) {
		if (!*why)
			abort();
		return 0;
	}
	while (capture_next(cap, &pkt) > 0) {
		capture_ports(cap, &ports);
		if (pkt.port >= ports)
			abort();
		if (capture_is_mapped(cap) &&
		    (pkt.data < data || pkt.len > size - (size_t)(pkt.data - data)))
			abort();
		seen += sum(pkt.data, pkt.len) + convert(&pkt);
	}
	if (capture_progress(cap, &total) > total && capture_is_mapped(cap))
		abort();
	(void)seen;
	capture_close(cap);
	/* Every byte was looked at: the compiler must not leave the reads out. */
	__asm__ volatile("" : : "r"(seen));
	return 0;
}
