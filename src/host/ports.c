// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Live devices: made, watched, followed; see ports.h.
 *
 * A queue's descriptor is in the loop, level triggered: one vector is taken each time, so that
 * queues, devices and the control plane take turns.  The kernel's device is followed by an
 * RTNLGRP_LINK socket in the network namespace where it was opened: its MTU becomes the port's, and
 * so does its carrier (for a TAP: whether the kernel's end is up).  A TAP that is moved to another
 * namespace later keeps the last state.
 */
#include "host/ports.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/rtnetlink.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "host/eventloop.h"
#include "io/live.h"
#include "net/rtnl.h"

struct port {
	struct ports *ports;
	struct port *next;
	struct net_device *dev;
	unsigned int queues;
	int ifindex; /* of the kernel's device */
	bool tap, follow_mtu;
	int link_fd;
	struct event *ev_link;
	struct queue {
		struct port *port;
		unsigned int number;
		struct event *ev;
	} queue[IO_LIVE_MAX_QUEUES];
};

struct ports {
	struct eventloop *loop;
	struct net *net;
	struct port *first;
	uint64_t taken;
};

/* ---- a --dev ---- */

static int parse_mac(const char *text, uint8_t *mac)
{
	int end = 0;

	if (sscanf(text, "%2hhx:%2hhx:%2hhx:%2hhx:%2hhx:%2hhx%n", &mac[0], &mac[1], &mac[2],
		   &mac[3], &mac[4], &mac[5], &end) != 6)
		return -EINVAL;
	return text[end] || (mac[0] & 1) ? -EINVAL : 0;
}

static int parse_number(const char *text, unsigned int low, unsigned int high, unsigned int *value)
{
	char *end;
	unsigned long n = strtoul(text, &end, 10);

	if (*end || end == text || n < low || n > high)
		return -EINVAL;
	*value = (unsigned int)n;
	return 0;
}

static int parse_option(char *text, struct port_spec *spec)
{
	char *value = strchr(text, '=');

	if (!value)
		return -EINVAL;
	*value++ = 0;
	if (!strcmp(text, "queues"))
		return parse_number(value, 1, IO_LIVE_MAX_QUEUES, &spec->queues);
	if (!strcmp(text, "mtu"))
		return parse_number(value, 68, 65521, &spec->mtu);
	if (!strcmp(text, "mac")) {
		spec->has_mac = true;
		return parse_mac(value, spec->mac);
	}
	if (strcmp(text, "netns") || strlen(value) >= sizeof(spec->netns) || strchr(value, '/'))
		return -EINVAL;
	strcpy(spec->netns, value);
	return 0;
}

static int copy_name(char *to, const char *from)
{
	if (!*from || strlen(from) >= IFNAMSIZ)
		return -EINVAL;
	strcpy(to, from);
	return 0;
}

int port_spec_parse(const char *text, struct port_spec *spec, char *why, size_t why_size)
{
	char copy[256], *option = copy, *name, *kind, *device, *bad;

	*spec = (struct port_spec){.queues = 1};
	snprintf(copy, sizeof(copy), "%s", text);
	device = strsep(&option, ",");
	name = strsep(&device, "=");
	kind = strsep(&device, ":");
	if (!device || copy_name(spec->name, name) || copy_name(spec->kind, kind) ||
	    copy_name(spec->device, device)) {
		snprintf(why, why_size, "'%s': want NAME=KIND:DEVICE", text);
		return -EINVAL;
	}
	if (strcmp(kind, "tap") && strcmp(kind, "afpacket")) {
		snprintf(why, why_size, "'%s': no such kind of device; there are tap and afpacket",
			 kind);
		return -EINVAL;
	}
	while ((bad = strsep(&option, ",")))
		if (parse_option(bad, spec)) {
			snprintf(why, why_size,
				 "'%s' of %s: want queues=, mac=, mtu= or netns=", bad, name);
			return -EINVAL;
		}
	return 0;
}

/* ---- following the kernel's device ---- */

static void set_link(struct port *port, unsigned int flags, unsigned int mtu)
{
	unsigned int up = port->tap ? IFF_UP : IFF_UP | IFF_RUNNING;

	netif_carrier_set(port->dev, (flags & up) == up);
	if (port->follow_mtu && mtu && mtu != port->dev->mtu && !dev_set_mtu(port->dev, (int)mtu))
		rtnl_event(port->dev->net, link, port->dev, RTM_NEWLINK, 0);
}

static unsigned int mtu_of(const struct nlmsghdr *h)
{
	const struct ifinfomsg *ifi = NLMSG_DATA(h);
	int len = (int)IFLA_PAYLOAD(h);
	unsigned int mtu = 0;

	for (const struct rtattr *a = IFLA_RTA(ifi); RTA_OK(a, len); a = RTA_NEXT(a, len))
		if (a->rta_type == IFLA_MTU && RTA_PAYLOAD(a) >= sizeof(mtu))
			memcpy(&mtu, RTA_DATA(a), sizeof(mtu));
	return mtu;
}

static void link_message(struct port *port, const struct nlmsghdr *h)
{
	const struct ifinfomsg *ifi = NLMSG_DATA(h);

	if (h->nlmsg_len < NLMSG_LENGTH(sizeof(*ifi)) || ifi->ifi_index != port->ifindex ||
	    ifi->ifi_family == AF_BRIDGE)
		return;
	if (h->nlmsg_type == RTM_NEWLINK)
		set_link(port, ifi->ifi_flags, mtu_of(h));
	else if (h->nlmsg_type == RTM_DELLINK && !port->tap)
		set_link(port, 0, 0);
}

static void link_ready(void *ctx, uint32_t events)
{
	struct port *port = ctx;
	char buf[16384] __attribute__((aligned(8)));
	ssize_t n = recv(port->link_fd, buf, sizeof(buf), MSG_DONTWAIT);
	int left = (int)n;

	for (const struct nlmsghdr *h = (void *)buf; n > 0 && NLMSG_OK(h, (unsigned int)left);
	     h = NLMSG_NEXT(h, left))
		link_message(port, h);
}

static int watch_link(struct port *port)
{
	struct sockaddr_nl addr = {.nl_family = AF_NETLINK, .nl_groups = RTMGRP_LINK};

	port->link_fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
	if (port->link_fd < 0 || bind(port->link_fd, (struct sockaddr *)&addr, sizeof(addr)))
		return -errno;
	return eventloop_add(port->ports->loop, port->link_fd, EPOLLIN, link_ready, port,
			     &port->ev_link);
}

/* ---- frames ---- */

static void queue_ready(void *ctx, uint32_t events)
{
	struct queue *q = ctx;
	unsigned int n = io_port_poll_queue(q->port->dev, q->number, SKB_VEC_MAX);

	q->port->ports->taken += n;
	if (!n && (events & (EPOLLERR | EPOLLHUP))) { /* the kernel's device is gone */
		event_remove(q->ev);
		q->ev = NULL;
		netif_carrier_set(q->port->dev, false);
	}
	ports_flush(q->port->ports);
}

void ports_flush(struct ports *ports)
{
	for (struct port *p = ports->first; p; p = p->next)
		io_port_flush(p->dev);
}

uint64_t ports_taken(const struct ports *ports)
{
	return ports->taken;
}

/* ---- making ---- */

/* Into the network namespace @name; => a descriptor of the one we were in, -1 when @name is "". */
static int enter_netns(const char *name, int *old)
{
	char path[128];
	int fd, err = 0;

	*old = -1;
	if (!*name)
		return 0;
	snprintf(path, sizeof(path), "/var/run/netns/%s", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	*old = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	if (*old < 0 || setns(fd, CLONE_NEWNET))
		err = -errno;
	close(fd);
	return err;
}

static int leave_netns(int old)
{
	int err = 0;

	if (old >= 0) {
		err = setns(old, CLONE_NEWNET) ? -errno : 0;
		close(old);
	}
	return err;
}

static int open_backend(struct port *port, const struct port_spec *spec, struct io_live *live,
			struct io_link *link, char *why, size_t size)
{
	int err = port->tap ? io_tap_open(spec->device, spec->queues, live, why, size)
			    : io_afpacket_open(spec->device, spec->queues, live, why, size);

	if (err)
		return err;
	err = io_kernel_link(spec->device, link);
	if (!err)
		err = watch_link(port);
	if (err) {
		live->backend.close(live->backend.ctx);
		snprintf(why, size, "'%s': %s", spec->device, strerror(-err));
	}
	return err;
}

static int open_in_netns(struct port *port, const struct port_spec *spec, struct io_live *live,
			 struct io_link *link, char *why, size_t size)
{
	int old, err = enter_netns(spec->netns, &old), back;

	if (err)
		snprintf(why, size, "network namespace '%s': %s", spec->netns, strerror(-err));
	else
		err = open_backend(port, spec, live, link, why, size);
	back = leave_netns(old);
	return err ? err : back;
}

static int watch_queues(struct port *port, const struct io_live *live)
{
	int err = 0;

	port->queues = live->queues;
	for (unsigned int i = 0; i < live->queues && !err; i++) {
		port->queue[i].port = port;
		port->queue[i].number = i;
		err = eventloop_add(port->ports->loop, live->fd[i], EPOLLIN, queue_ready,
				    &port->queue[i], &port->queue[i].ev);
	}
	return err;
}

static int make_port(struct port *port, const struct port_spec *spec, char *why, size_t size)
{
	struct io_live live;
	struct io_link link;
	int err = open_in_netns(port, spec, &live, &link, why, size);

	if (err)
		return err;
	err = io_port_create(port->ports->net, spec->name, spec->has_mac ? spec->mac : live.mac,
			     &live.backend, &port->dev);
	if (err) {
		live.backend.close(live.backend.ctx);
		snprintf(why, size, "'%s': %s", spec->name, strerror(-err));
		return err;
	}
	port->ifindex = live.ifindex;
	netif_carrier_set(port->dev, false);
	if (spec->mtu)
		err = dev_set_mtu(port->dev, (int)spec->mtu);
	set_link(port, link.flags, link.mtu);
	if (!err)
		err = watch_queues(port, &live);
	if (err)
		snprintf(why, size, "'%s': %s", spec->name, strerror(-err));
	return err;
}

static void port_free(struct port *port)
{
	for (unsigned int i = 0; i < port->queues; i++)
		event_remove(port->queue[i].ev);
	event_remove(port->ev_link);
	if (port->link_fd >= 0)
		close(port->link_fd);
	free(port);
}

int ports_add(struct ports *ports, const struct port_spec *spec, char *why, size_t why_size)
{
	struct port *port = calloc(1, sizeof(*port)), **end = &ports->first;
	int err;

	if (!port)
		return -ENOMEM;
	port->ports = ports;
	port->link_fd = -1;
	port->tap = !strcmp(spec->kind, "tap");
	port->follow_mtu = !spec->mtu;
	err = make_port(port, spec, why, why_size);
	if (err) {
		if (port->dev)
			unregister_netdevice(port->dev);
		port_free(port);
		return err;
	}
	while (*end)
		end = &(*end)->next;
	*end = port;
	return 0;
}

struct ports *ports_create(struct eventloop *loop, struct net *net)
{
	struct ports *ports = calloc(1, sizeof(*ports));

	if (ports) {
		ports->loop = loop;
		ports->net = net;
	}
	return ports;
}

void ports_destroy(struct ports *ports)
{
	struct port *next;

	if (!ports)
		return;
	for (struct port *p = ports->first; p; p = next) {
		next = p->next;
		port_free(p);
	}
	free(ports);
}

json_t *ports_describe(const struct ports *ports)
{
	json_t *all = json_array();

	for (const struct port *p = ports->first; p; p = p->next)
		json_array_append_new(all, json_pack("{s:s, s:s, s:i, s:b}", "name", p->dev->name,
						     "device", io_port_label(p->dev), "queues",
						     (int)p->queues, "link", p->dev->carrier));
	return all;
}
