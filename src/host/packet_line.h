/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A packet in one line:
 *
 *	eth0 tcp 10.0.0.5:40000 203.0.113.10:80 flags=syn ttl=3
 *	eth0 icmp 10.0.0.5 203.0.113.10 type=echo-request
 *	local udp 10.0.0.1:53 10.0.0.5:5353 data=hello
 *
 * quintet-trace(1) has the whole grammar.
 */
#ifndef QUINTET_HOST_PACKET_LINE_H
#define QUINTET_HOST_PACKET_LINE_H

#include "base/types.h"

#define PACKET_LINE_LOCAL "local"

/**
 * struct packet_line - a packet that was described
 * @device: where it comes in; PACKET_LINE_LOCAL: it is sent by this host
 * @ip: the IPv4 packet, checksums filled in
 * @mark: its mark before the first hook
 * @uid: of the program that sends it, for PACKET_LINE_LOCAL
 * @smac, @dmac: the frame's addresses; @has_dmac: else the device's own is meant
 */
struct packet_line {
	char device[16];
	u8 ip[65535];
	u32 len;
	u32 mark;
	u32 uid;
	u8 smac[6], dmac[6];
	bool has_dmac;
};

/**
 * packet_line_parse() - @n words
 * @why: receives one line that names the word that is wrong
 *
 * A pure function.  => 0 or -EINVAL.
 */
int __must_check packet_line_parse(char *const *word, int n, struct packet_line *p, char *why,
				   size_t why_size);

#endif
