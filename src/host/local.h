/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Real sockets inside: a private network namespace of the machine's kernel, joined to the engine
 * by a TUN.  `quintet exec` puts its programs there.
 */
#ifndef QUINTET_HOST_LOCAL_H
#define QUINTET_HOST_LOCAL_H

#include <stdint.h>

struct eventloop;
struct local;
struct net;

/**
 * local_create() - make the kernel's namespace and attach it to the engine's local port
 *
 * => 0, or -EOPNOTSUPP and others where user namespaces or TUNs are not allowed.
 */
int local_create(struct eventloop *loop, struct net *net, struct local **out);
void local_destroy(struct local *local);

/** local_namespaces() - descriptors of them, borrowed; *@user is -1 where the host's own is used */
void local_namespaces(const struct local *local, int *user, int *net);

/** local_sync() - addresses and routes of the kernel's namespace follow the engine's */
void local_sync(struct local *local);

/** local_taken() - packets that programs have sent so far */
uint64_t local_taken(const struct local *local);

#endif
