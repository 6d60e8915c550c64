// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Netlink requests and an iptables table, byte for byte as the tools build them; see configure.h.
 */
#include "configure.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/if.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/netfilter_ipv4/ip_tables.h>

struct attr {
	uint16_t type, len;
	const void *data;
};

void must(const char *what, long result)
{
	if (result >= 0)
		return;
	fprintf(stderr, "%s: %s\n", what, strerror((int)-result));
	exit(3);
}

/* ---- ip ---- */

/* One request and its answer: a header of its family, attributes up to one without data. */
static void rtnetlink(struct quintet *q, uint16_t type, uint16_t flags, const void *head,
		      size_t size, const struct attr *attr)
{
	uint32_t buf[64] = {0}, answer[1024];
	struct nlmsghdr *request = mnl_nlmsg_put_header(buf);
	struct quintet_socket *s;

	request->nlmsg_type = type;
	request->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags;
	memcpy(mnl_nlmsg_put_extra_header(request, size), head, size);
	for (; attr->data; attr++)
		mnl_attr_put(request, attr->type, attr->len, attr->data);
	must("socket", quintet_socket(q, AF_NETLINK, SOCK_RAW, NETLINK_ROUTE, &s));
	must("send", quintet_send(s, buf, request->nlmsg_len));
	must("receive", quintet_recv(s, answer, sizeof(answer)));
	must("rtnetlink", ((struct nlmsgerr *)(answer + NLMSG_HDRLEN / 4))->error);
	quintet_close(s);
}

void set_up_port(struct quintet *q, const struct quintet_port *port, const char *address)
{
	int index = quintet_port_ifindex(port);
	struct ifinfomsg link = {.ifi_index = index, .ifi_flags = IFF_UP, .ifi_change = IFF_UP};
	struct ifaddrmsg addr = {.ifa_family = AF_INET, .ifa_prefixlen = 24, .ifa_index = index};
	in_addr_t a = inet_addr(address);

	rtnetlink(q, RTM_NEWLINK, 0, &link, sizeof(link), (struct attr[]){{0}});
	rtnetlink(q, RTM_NEWADDR, NLM_F_CREATE, &addr, sizeof(addr),
		  (struct attr[]){{IFA_LOCAL, 4, &a}, {IFA_ADDRESS, 4, &a}, {0}});
}

void set_up_route(struct quintet *q, const struct quintet_port *port, const char *dst,
		  const char *gateway)
{
	in_addr_t d = inet_addr(dst), g = inet_addr(gateway);
	struct rtmsg route = {.rtm_family = AF_INET,
			      .rtm_dst_len = 24,
			      .rtm_table = RT_TABLE_MAIN,
			      .rtm_protocol = RTPROT_STATIC,
			      .rtm_type = RTN_UNICAST};
	struct ndmsg neigh = {.ndm_family = AF_INET,
			      .ndm_ifindex = quintet_port_ifindex(port),
			      .ndm_state = NUD_PERMANENT};

	rtnetlink(q, RTM_NEWROUTE, NLM_F_CREATE, &route, sizeof(route),
		  (struct attr[]){{RTA_DST, 4, &d}, {RTA_GATEWAY, 4, &g}, {0}});
	rtnetlink(q, RTM_NEWNEIGH, NLM_F_CREATE, &neigh, sizeof(neigh),
		  (struct attr[]){{NDA_DST, 4, &g}, {NDA_LLADDR, 6, "\x02\0\0\0\0\x09"}, {0}});
}

/* ---- iptables ---- */

/* A rule of a table: TCP to @dport (0: everything) meets @verdict.  => its length */
static uint32_t put_rule(char *at, uint16_t dport, int verdict)
{
	struct ipt_entry *e = (void *)at;
	struct xt_entry_match *match = (void *)e->elems;
	struct xt_tcp tcp = {.spts = {0, 65535}, .dpts = {dport, dport}};
	struct xt_standard_target *target;

	e->target_offset = sizeof(*e);
	if (dport) {
		e->ip.proto = IPPROTO_TCP;
		match->u.user.match_size = sizeof(*match) + XT_ALIGN(sizeof(tcp));
		strcpy(match->u.user.name, "tcp");
		memcpy(match->data, &tcp, sizeof(tcp));
		e->target_offset += match->u.user.match_size;
	}
	target = (void *)(at + e->target_offset);
	target->target.u.user.target_size = sizeof(*target);
	target->verdict = -verdict - 1;
	e->next_offset = (uint16_t)(e->target_offset + sizeof(*target));
	return e->next_offset;
}

/* The rule that ends a table. */
static uint32_t put_end(char *at)
{
	struct ipt_entry *e = (void *)at;
	struct xt_error_target *error = (void *)e->elems;

	e->target_offset = sizeof(*e);
	e->next_offset = sizeof(*e) + sizeof(*error);
	error->target.u.user.target_size = sizeof(*error);
	strcpy(error->target.u.user.name, XT_ERROR_TARGET);
	strcpy(error->errorname, XT_ERROR_TARGET);
	return e->next_offset;
}

void drop_tcp_port(struct quintet *q, uint16_t port)
{
	struct xt_counters old[1024];
	struct ipt_getinfo info = {.name = "filter"};
	uint32_t len = sizeof(info);
	char blob[sizeof(struct ipt_replace) + 1024] __attribute__((aligned(8))) = {0};
	struct ipt_replace *r = (void *)blob;
	char *rules = blob + sizeof(*r);
	struct quintet_socket *s;

	must("socket", quintet_socket(q, AF_INET, SOCK_RAW, IPPROTO_RAW, &s));
	must("get info", quintet_getsockopt(s, IPPROTO_IP, IPT_SO_GET_INFO, &info, &len));
	if (info.num_entries > 1024)
		must("get info", -E2BIG);
	strcpy(r->name, info.name);
	r->valid_hooks = info.valid_hooks;
	r->num_entries = 5;
	r->num_counters = info.num_entries;
	r->counters = old;
	r->size = put_rule(rules, 0, NF_ACCEPT); /* INPUT's policy */
	r->hook_entry[NF_INET_FORWARD] = r->size;
	r->size += put_rule(rules + r->size, port, NF_DROP);
	r->underflow[NF_INET_FORWARD] = r->size;
	r->size += put_rule(rules + r->size, 0, NF_ACCEPT);
	r->hook_entry[NF_INET_LOCAL_OUT] = r->underflow[NF_INET_LOCAL_OUT] = r->size;
	r->size += put_rule(rules + r->size, 0, NF_ACCEPT);
	r->size += put_end(rules + r->size);
	must("replace", quintet_setsockopt(s, IPPROTO_IP, IPT_SO_SET_REPLACE, blob,
					   (uint32_t)sizeof(*r) + r->size));
	quintet_close(s);
}
