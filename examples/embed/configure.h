/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What `ip` and `iptables` would say to the kernel, for programs that embed a namespace. */
#ifndef EXAMPLES_EMBED_CONFIGURE_H
#define EXAMPLES_EMBED_CONFIGURE_H

#include <quintet/quintet.h>

/* Each ends the program with a message when the namespace refuses. */

/** must() - ends the program when @result is a negative errno */
void must(const char *what, long result);
/** ip link set … up; ip addr add ADDRESS/24 dev … */
void set_up_port(struct quintet *q, const struct quintet_port *port, const char *address);
/** ip route add DST/24 via GATEWAY; ip neigh add GATEWAY lladdr … dev … nud permanent */
void set_up_route(struct quintet *q, const struct quintet_port *port, const char *dst,
		  const char *gateway);
/** iptables -A FORWARD -p tcp --dport PORT -j DROP, in place of the rules that were there */
void drop_tcp_port(struct quintet *q, uint16_t port);

#endif
