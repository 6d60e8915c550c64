// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The forwarder that is assumed when nobody describes a network:
 *
 *	          A                         B
 *	 192.0.2.1/30 ─── the namespace ─── 192.0.2.5/30
 *	 192.0.2.2 is the neighbour         192.0.2.6 is the neighbour
 *
 * The default route leads to B's neighbour; packets that come in by B are routed by a table of
 * their own that leads to A's.  The addresses are of TEST-NET-1 (RFC 5737).
 */
#include "host/gateway.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define PROGRAM_FAILED 125

u32 gateway_port(struct gateway *g, const char *name)
{
	for (u32 i = 0; i < g->ports; i++)
		if (!strcmp(g->port[i], name))
			return i;
	if (g->ports == GATEWAY_MAX_PORTS)
		return NO_GATEWAY_PORT;
	g->port[g->ports] = name;
	return g->ports++;
}

int gateway_complete(struct gateway *g)
{
	if (g->net)
		return 0;
	if (g->ports == 1)
		gateway_port(g, strcmp(g->port[0], "eth1") ? "eth1" : "eth0");
	return g->ports == 2 ? 0 : -EINVAL;
}

static __printf(4, 5) int fail(char *why, size_t size, int err, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why, size, fmt, ap);
	va_end(ap);
	return err;
}

static int make_ports(const struct gateway *g, struct lab *lab, char *why, size_t size)
{
	for (u32 i = 0; i < g->ports; i++) {
		u32 index;
		int err = lab_port(lab, g->port[i], &index);

		if (err)
			return fail(why, size, err, "port %s: %s", g->port[i], strerror(-err));
		if (i < g->inputs)
			lab_any_mac(lab, index);
	}
	return 0;
}

static int program(struct lab *lab, char **argv, int log, const char *what, char *why, size_t size)
{
	int status = lab_run(lab, NULL, argv, log, -1);

	if (status < 0)
		return fail(why, size, status, "%s could not be run: %s", what, strerror(-status));
	if (status == PROGRAM_FAILED)
		return fail(why, size, -ECANCELED, "%s could not be run", what);
	if (status)
		return fail(why, size, -ECANCELED, "%s failed with status %d", what, status);
	return 0;
}

static int default_network(const struct gateway *g, struct lab *lab, int log, char *why,
			   size_t size)
{
	static const char script[] = "ip addr add 192.0.2.1/30 dev \"$1\"\n"
				     "ip addr add 192.0.2.5/30 dev \"$2\"\n"
				     "ip neigh add 192.0.2.2 lladdr 02:00:00:00:01:01 dev \"$1\"\n"
				     "ip neigh add 192.0.2.6 lladdr 02:00:00:00:01:02 dev \"$2\"\n"
				     "ip route add default via 192.0.2.6\n"
				     "ip route add default via 192.0.2.2 table 100\n"
				     "ip rule add iif \"$2\" lookup 100\n";
	char *argv[] = {(char *)"sh",	     (char *)"-e",	 (char *)"-c",	     (char *)script,
			(char *)"forwarder", (char *)g->port[0], (char *)g->port[1], NULL};

	return program(lab, argv, log, "setting up the forwarder", why, size);
}

static int given_network(const struct gateway *g, struct lab *lab, int log, char *why, size_t size)
{
	char *argv[] = {(char *)"sh", (char *)"-e", (char *)g->net, NULL};

	return program(lab, argv, log, g->net, why, size);
}

static int load_rules(const struct gateway *g, struct lab *lab, int log, char *why, size_t size)
{
	for (u32 i = 0; i < g->n_rules; i++) {
		char *argv[] = {(char *)"iptables-legacy-restore", (char *)g->rules[i], NULL};
		int err = program(lab, argv, log, g->rules[i], why, size);

		if (err)
			return err;
	}
	return 0;
}

int gateway_set_up(const struct gateway *g, struct lab *lab, int log, char *why, size_t size)
{
	static const char *const set[][2] = {
		{"ipv4/ip_forward", "1"},
		{"ipv4/conf/all/rp_filter", "0"},
		{"ipv4/conf/default/rp_filter", "0"},
		{"ipv4/conf/all/send_redirects", "0"},
		{"ipv4/conf/default/send_redirects", "0"},
		/* As in case folders: a network script switches it on for its ports, which would
		 * report groups otherwise. */
		{"ipv6/conf/default/disable_ipv6", "1"},
	};
	int err;

	for (size_t i = 0; i < ARRAY_SIZE(set); i++) {
		err = lab_sysctl(lab, set[i][0], set[i][1]);
		if (err < 0)
			return fail(why, size, err, "%s: %s", set[i][0], strerror(-err));
	}
	err = make_ports(g, lab, why, size);
	if (!err)
		err = g->net ? given_network(g, lab, log, why, size)
			     : default_network(g, lab, log, why, size);
	return err ? err : load_rules(g, lab, log, why, size);
}
