/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Setting up a namespace for somebody's own rules and captures: the network by a script of theirs
 * or as a forwarder between two ports, then their rule files by iptables-restore.
 */
#ifndef QUINTET_HOST_GATEWAY_H
#define QUINTET_HOST_GATEWAY_H

#include "host/lab.h"

#define GATEWAY_MAX_PORTS 32u
#define GATEWAY_MAX_RULES 32u

/**
 * struct gateway - what is wanted
 * @port: names, in the order of their numbers; @inputs of them come first and receive packets
 * @rules: files for iptables-restore
 * @net: a shell script of `ip` commands; NULL: the forwarder
 */
struct gateway {
	const char *port[GATEWAY_MAX_PORTS];
	u32 ports, inputs;
	const char *rules[GATEWAY_MAX_RULES];
	u32 n_rules;
	const char *net;
};

/** gateway_port() - the number of a port, added when it is not there; NO_GATEWAY_PORT: too many */
u32 gateway_port(struct gateway *g, const char *name);
#define NO_GATEWAY_PORT UINT32_MAX

/**
 * gateway_complete() - without a script: the second port, if only one is named
 *
 * => 0; -EINVAL: more than two ports need a script.
 */
int __must_check gateway_complete(struct gateway *g);

/**
 * gateway_set_up() - make the ports, run the script, load the rules
 * @log: where the tools' words go
 * @why: receives one line about what went wrong
 *
 * The forwarder: each packet that comes in by the first port leaves by the second, and the other
 * way round; forwarding is on, rp_filter and redirects are off, neighbours are static.
 * => 0; -ECANCELED: a script or a rule file failed; another negative errno.
 */
int __must_check gateway_set_up(const struct gateway *g, struct lab *lab, int log, char *why,
				size_t why_size);

#endif
