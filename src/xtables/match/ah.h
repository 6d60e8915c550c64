/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The authentication header, RFC 4302 (kernel: struct ip_auth_hdr). */
#ifndef QUINTET_XTABLES_MATCH_AH_H
#define QUINTET_XTABLES_MATCH_AH_H

#include "base/types.h"

struct auth_hdr {
	u8 nexthdr;
	u8 hdrlen; /* in 32-bit words, without the first two */
	__be16 reserved;
	__be32 spi;
	__be32 seq_no;
};

#endif
