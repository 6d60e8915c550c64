/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The live devices of a namespace: `--dev NAME=KIND:DEVICE[,option…]`.
 *
 * Each is a port (io/io.h) on a back end that stands on a device of the machine's kernel; its
 * descriptors are watched by the loop, and what happens to the kernel's device (link, MTU) happens
 * to the port.
 */
#ifndef QUINTET_HOST_PORTS_H
#define QUINTET_HOST_PORTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

struct eventloop;
struct net;
struct ports;

/**
 * struct port_spec - a --dev, taken apart
 * @name: the port's; @kind: "tap", "afpacket"; @device: the kernel's
 * @netns: where the kernel's device is, a name of ip-netns(8); "" here
 * @queues: 1 … 16; @mtu: 0: the kernel's device's; @mac: used if @has_mac
 */
struct port_spec {
	char name[16], kind[16], device[16], netns[64];
	unsigned int queues, mtu;
	bool has_mac;
	uint8_t mac[6];
};

/** port_spec_parse() - a pure function; => 0, or -EINVAL and a line in @why */
int port_spec_parse(const char *text, struct port_spec *spec, char *why, size_t why_size);

struct ports *ports_create(struct eventloop *loop, struct net *net);
/** ports_destroy() - stop watching; the devices themselves go with the namespace */
void ports_destroy(struct ports *ports);

/** ports_add() - open and make a port; => 0, or a negative errno and a line in @why */
int ports_add(struct ports *ports, const struct port_spec *spec, char *why, size_t why_size);

/** ports_flush() - all that was sent since the last time leaves */
void ports_flush(struct ports *ports);
/** ports_taken() - frames that came in so far, by all ports */
uint64_t ports_taken(const struct ports *ports);
/** ports_describe() - an array of {name, device, queues, link}; a new reference */
json_t *ports_describe(const struct ports *ports);

#endif
