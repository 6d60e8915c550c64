/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A namespace of cardboard behind the real server: what tests of the interception talk to when
 * they want to see calls arrive rather than packets pass.
 *
 *	fake_engine SOCKET
 *
 * It has one xtables table, `filter`, that takes any blob and gives it back; a device `lo`; the
 * files below; and a clock that sleeping programs move.  Every netlink request that is not a dump
 * of links is acknowledged and announced to group 1 (RTNLGRP_LINK).
 */
#include <errno.h>
#include <linux/if.h>
#include <linux/netfilter_ipv4/ip_tables.h>
#include <linux/rtnetlink.h>
#include <linux/sockios.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "abi/endpoint.h"
#include "host/eventloop.h"
#include "host/server.h"

#define QUEUE_MAX 64

struct datagram {
	uint32_t group;
	size_t len;
	uint8_t *bytes;
};

struct endpoint {
	struct net *net;
	struct endpoint *next;
	int domain;
	uint32_t portid, groups;
	struct datagram queue[QUEUE_MAX];
	unsigned int n;
	unsigned int dump_left; /* datagrams that a dump still has to give */
	uint32_t dump_seq;
	void (*wake)(void *ctx);
	void *wake_ctx;
};

struct net {
	struct eventloop *loop;
	struct ipt_getinfo info;
	uint8_t *entries;
	unsigned long long slept_ns;
	char forward[32];
	struct endpoint *endpoints;
};

/* ---- the table ---- */

#define STANDARD (sizeof(struct ipt_entry) + sizeof(struct xt_standard_target))
#define LAST	 (sizeof(struct ipt_entry) + sizeof(struct xt_error_target))

static void put_entry(uint8_t *at, const void *target, size_t size)
{
	struct ipt_entry *entry = (struct ipt_entry *)at;

	entry->target_offset = sizeof(*entry);
	entry->next_offset = sizeof(*entry) + size;
	memcpy(at + sizeof(*entry), target, size);
}

static void make_table(struct net *net)
{
	static const int hooks[] = {1, 2, 3};
	struct xt_standard_target accept = {.verdict = -NF_ACCEPT - 1};
	struct xt_error_target error = {.errorname = "ERROR"};

	accept.target.u.user.target_size = sizeof(accept);
	error.target.u.user.target_size = sizeof(error);
	strcpy(error.target.u.user.name, "ERROR");
	strcpy(net->info.name, "filter");
	net->info.valid_hooks = 0xe;
	net->info.num_entries = 4;
	net->info.size = 3 * STANDARD + LAST;
	net->entries = calloc(1, net->info.size);
	memset(net->info.hook_entry, 0xff, sizeof(net->info.hook_entry));
	memset(net->info.underflow, 0xff, sizeof(net->info.underflow));
	for (int i = 0; i < 3; i++) {
		put_entry(net->entries + i * STANDARD, &accept, sizeof(accept));
		net->info.hook_entry[hooks[i]] = i * STANDARD;
		net->info.underflow[hooks[i]] = i * STANDARD;
	}
	put_entry(net->entries + 3 * STANDARD, &error, sizeof(error));
}

static int replace(struct net *net, const struct ep_user *u, uint64_t at, uint32_t len)
{
	struct xt_counters zero = {0};
	struct ipt_replace r;
	uint8_t *entries;

	if (len < sizeof(r) || u->copy_from(u->ctx, &r, at, sizeof(r)))
		return -EFAULT;
	if (strcmp(r.name, "filter") != 0)
		return -ENOENT;
	entries = malloc(r.size + 1);
	if (u->copy_from(u->ctx, entries, at + sizeof(r), r.size)) {
		free(entries);
		return -EFAULT;
	}
	for (unsigned int i = 0; i < net->info.num_entries; i++)
		if (u->copy_to(u->ctx, (uintptr_t)(r.counters + i), &zero, sizeof(zero)))
			break;
	free(net->entries);
	net->entries = entries;
	net->info.num_entries = r.num_entries;
	net->info.size = r.size;
	memcpy(net->info.hook_entry, r.hook_entry, sizeof(r.hook_entry));
	memcpy(net->info.underflow, r.underflow, sizeof(r.underflow));
	return 0;
}

int ep_setsockopt(struct endpoint *ep, const struct ep_user *user, int level, int optname,
		  uint64_t optval, uint32_t optlen)
{
	if (level == SOL_NETLINK)
		return 0;
	if (level || (optname != IPT_SO_SET_REPLACE && optname != IPT_SO_SET_ADD_COUNTERS))
		return -ENOPROTOOPT;
	if (!user->cap_net_admin)
		return -EPERM;
	return optname == IPT_SO_SET_REPLACE ? replace(ep->net, user, optval, optlen) : 0;
}

static int get_entries(struct net *net, const struct ep_user *u, uint64_t at, uint32_t *len)
{
	struct ipt_get_entries head;

	if (u->copy_from(u->ctx, &head, at, sizeof(head)))
		return -EFAULT;
	if (head.size != net->info.size)
		return -EAGAIN;
	if (*len != sizeof(head) + head.size)
		return -EINVAL;
	return u->copy_to(u->ctx, at + sizeof(head), net->entries, net->info.size);
}

int ep_getsockopt(struct endpoint *ep, const struct ep_user *u, int level, int optname,
		  uint64_t optval, uint32_t *optlen)
{
	struct ipt_getinfo info;

	if (level)
		return -ENOPROTOOPT;
	if (!u->cap_net_admin)
		return -EPERM;
	switch (optname) {
	case IPT_SO_GET_INFO:
		if (*optlen != sizeof(info) || u->copy_from(u->ctx, &info, optval, sizeof(info)))
			return -EINVAL;
		if (strcmp(info.name, "filter") != 0)
			return -ENOENT;
		return u->copy_to(u->ctx, optval, &ep->net->info, sizeof(info));
	case IPT_SO_GET_ENTRIES:
		return get_entries(ep->net, u, optval, optlen);
	case IPT_SO_GET_REVISION_MATCH:
	case IPT_SO_GET_REVISION_TARGET:
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}

int ep_ioctl(struct endpoint *ep, const struct ep_user *u, unsigned int cmd, uint64_t arg)
{
	struct ifreq ifr;

	if (cmd != SIOCGIFINDEX)
		return -ENOTTY;
	if (u->copy_from(u->ctx, &ifr, arg, sizeof(ifr)))
		return -EFAULT;
	if (strcmp(ifr.ifr_name, "fake0") != 0)
		return -ENODEV;
	ifr.ifr_ifindex = 77;
	return u->copy_to(u->ctx, arg, &ifr, sizeof(ifr));
}

/* ---- sockets ---- */

int ep_socket(struct net *net, int domain, int type, int protocol, const struct ep_user *user,
	      struct endpoint **ep)
{
	struct endpoint *e;

	if (domain == AF_NETLINK && protocol != NETLINK_ROUTE)
		return -EPROTONOSUPPORT;
	if (domain != AF_NETLINK && type == SOCK_RAW && !user->cap_net_admin)
		return -EPERM;
	e = calloc(1, sizeof(*e));
	e->net = net;
	e->domain = domain;
	e->next = net->endpoints;
	net->endpoints = e;
	*ep = e;
	return 0;
}

void ep_close(struct endpoint *ep)
{
	struct endpoint **at = &ep->net->endpoints;

	while (*at != ep)
		at = &(*at)->next;
	*at = ep->next;
	for (unsigned int i = 0; i < ep->n; i++)
		free(ep->queue[i].bytes);
	free(ep);
}

/* ---- netlink ---- */

static void queue(struct endpoint *ep, uint32_t group, const void *bytes, size_t len)
{
	struct datagram *d = &ep->queue[ep->n];

	if (ep->n == QUEUE_MAX)
		return;
	ep->n++;
	d->group = group;
	d->len = len;
	d->bytes = malloc(len);
	memcpy(d->bytes, bytes, len);
	if (ep->wake)
		ep->wake(ep->wake_ctx);
}

struct link_message {
	struct nlmsghdr h;
	struct ifinfomsg ifi;
	struct rtattr name_head;
	char name[8];
};

static struct link_message link_message(uint32_t seq, uint32_t portid, int index, const char *name)
{
	struct link_message m = {
		.h = {sizeof(m), RTM_NEWLINK, NLM_F_MULTI, seq, portid},
		.ifi = {.ifi_index = index, .ifi_flags = IFF_UP},
		.name_head = {RTA_LENGTH(sizeof(m.name)), IFLA_IFNAME},
	};

	strcpy(m.name, name);
	return m;
}

static void acknowledge(struct endpoint *ep, const struct nlmsghdr *h, int error)
{
	struct {
		struct nlmsghdr h;
		struct nlmsgerr e;
	} m = {{sizeof(m), NLMSG_ERROR, 0, h->nlmsg_seq, ep->portid}, {error, *h}};

	queue(ep, 0, &m, sizeof(m));
}

static void announce(struct net *net)
{
	struct link_message m = link_message(0, 0, 9, "event0");

	for (struct endpoint *ep = net->endpoints; ep; ep = ep->next)
		if (ep->groups & 1)
			queue(ep, 1, &m, sizeof(m));
}

ssize_t ep_nl_send(struct endpoint *ep, const struct ep_user *user, const void *buf, size_t len)
{
	const struct nlmsghdr *h = buf;

	if (len < sizeof(*h))
		return len;
	if (!ep->portid)
		ep->portid = user->pid;
	if (h->nlmsg_type == RTM_GETLINK && (h->nlmsg_flags & NLM_F_DUMP)) {
		/* A dump of as many links as the sequence number's last three digits say. */
		ep->dump_left = 2 + (h->nlmsg_seq >= 1000000000 ? 0 : h->nlmsg_seq % 1000);
		ep->dump_seq = h->nlmsg_seq;
		if (ep->wake)
			ep->wake(ep->wake_ctx);
		return len;
	}
	if (h->nlmsg_type == RTM_NEWLINK && !user->cap_net_admin) {
		acknowledge(ep, h, -EPERM);
		return len;
	}
	acknowledge(ep, h, h->nlmsg_type == RTM_NEWLINK ? -ENODEV : 0);
	announce(ep->net);
	return len;
}

static void produce(struct endpoint *ep)
{
	struct link_message m = link_message(ep->dump_seq, ep->portid, ep->dump_left, "fake0");
	struct {
		struct nlmsghdr h;
		int ret;
	} done = {{sizeof(done), NLMSG_DONE, NLM_F_MULTI, ep->dump_seq, ep->portid}, 0};

	if (!ep->dump_left || ep->n)
		return;
	if (--ep->dump_left)
		queue(ep, 0, &m, sizeof(m));
	else
		queue(ep, 0, &done, sizeof(done));
}

ssize_t ep_nl_recv(struct endpoint *ep, void *buf, size_t len, bool peek, uint32_t *group)
{
	struct datagram d;

	produce(ep);
	if (!ep->n)
		return -EAGAIN;
	d = ep->queue[0];
	memcpy(buf, d.bytes, d.len < len ? d.len : len);
	*group = d.group;
	if (!peek) {
		free(d.bytes);
		memmove(ep->queue, ep->queue + 1, --ep->n * sizeof(d));
	}
	return d.len;
}

int ep_nl_bind(struct endpoint *ep, const struct ep_user *user, uint32_t portid, uint32_t groups)
{
	ep->portid = portid ? portid : ep->portid ? ep->portid : user->pid;
	ep->groups = groups;
	return 0;
}

int ep_nl_getsockname(const struct endpoint *ep, uint32_t *portid, uint32_t *groups)
{
	*portid = ep->portid;
	*groups = ep->groups;
	return 0;
}

void ep_set_wakeup(struct endpoint *ep, void (*wake)(void *ctx), void *ctx)
{
	ep->wake = wake;
	ep->wake_ctx = ctx;
}

/* ---- files ---- */

static const struct file {
	const char *path;
	uint32_t mode;
} files[] = {
	{"/proc/net/ip_tables_names", S_IFREG | 0444},
	{"/proc/net/clock", S_IFREG | 0444},
	{"/proc/sys/net/ipv4/ip_forward", S_IFREG | 0644},
	{"/proc/sys/net/ipv4/conf", S_IFDIR | 0555},
	{"/proc/sys/net/ipv4/conf/all", S_IFDIR | 0555},
	{"/proc/sys/net/ipv4/conf/all/forwarding", S_IFREG | 0644},
	{"/proc/sys/net/ipv4/conf/fake0", S_IFDIR | 0555},
	{"/proc/sys/net/ipv4/conf/fake0/forwarding", S_IFREG | 0644},
};

int ep_proc_stat(struct net *net, const char *path, struct ep_proc_stat *st)
{
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		if (strcmp(files[i].path, path) != 0)
			continue;
		st->mode = files[i].mode;
		return 0;
	}
	return strncmp(path, "/proc/sys/net/ipv4/conf/", 24) ? -EXDEV : -ENOENT;
}

int ep_proc_read(struct net *net, const struct ep_user *user, const char *path, char **buf,
		 size_t *len)
{
	int n;

	if (!strcmp(path, "/proc/net/ip_tables_names"))
		n = asprintf(buf, "filter\n");
	else if (!strcmp(path, "/proc/net/clock"))
		n = asprintf(buf, "%llu\n", net->slept_ns);
	else
		n = asprintf(buf, "%s\n", net->forward);
	*len = n;
	return n < 0 ? -ENOMEM : 0;
}

ssize_t ep_proc_write(struct net *net, const struct ep_user *user, const char *path,
		      const char *buf, size_t len)
{
	if (!len || len >= sizeof(net->forward) || strspn(buf, "0123456789\n") < len)
		return -EINVAL;
	memcpy(net->forward, buf, len);
	net->forward[len] = 0;
	net->forward[strcspn(net->forward, "\n")] = 0;
	return len;
}

int ep_proc_list(struct net *net, const char *path, char **names)
{
	static const char conf[] = "all/\0fake0/\0", leaf[] = "forwarding\0";
	bool top = !strcmp(path, "/proc/sys/net/ipv4/conf");

	*names = malloc(sizeof(conf));
	memcpy(*names, top ? conf : leaf, top ? sizeof(conf) : sizeof(leaf));
	return 0;
}

/* ---- the program ---- */

static int do_sleep(void *ctx, uint64_t ns)
{
	struct net *net = ctx;

	net->slept_ns += ns;
	return 0;
}

static int do_command(void *ctx, const char *text, char **out)
{
	struct net *net = ctx;

	if (!strcmp(text, "down"))
		eventloop_stop(net->loop);
	else if (!strcmp(text, "info"))
		*out = strdup("{\"name\": \"fake\", \"pid\": 1}");
	else
		return -EINVAL;
	return 0;
}

static int serve(struct net *net, const char *path)
{
	const struct server_ops ops = {.sleep = do_sleep, .command = do_command, .ctx = net};
	struct server *srv = server_create(net->loop, net, "fake", &ops);
	int err = server_listen(srv, path);

	if (err) {
		fprintf(stderr, "fake_engine: %s: %s\n", path, strerror(-err));
	} else {
		puts("ready");
		fflush(stdout);
		eventloop_run(net->loop);
	}
	server_destroy(srv);
	return err;
}

int main(int argc, char **argv)
{
	struct net net = {.loop = eventloop_create(), .forward = "0"};
	int err;

	if (argc != 2)
		return 2;
	make_table(&net);
	err = serve(&net, argv[1]);
	eventloop_destroy(net.loop);
	free(net.entries);
	return err ? 1 : 0;
}
