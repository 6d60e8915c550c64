/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a packet knows of the socket it came from or goes to: -m owner, -m cgroup, -m socket. */
#ifndef QUINTET_SKB_SOCK_H
#define QUINTET_SKB_SOCK_H

#include "base/types.h"

/**
 * struct sock - a local socket as packets see it
 * @uid, @gid: fsuid and fsgid of the program that opened it
 * @has_file: it belongs to an open file; kernel sockets have none
 */
struct sock {
	u32 refs;
	u32 uid, gid;
	const u32 *groups; /* supplementary, @ngroups of them; owned */
	u32 ngroups;
	u32 classid;
	u32 mark;
	u16 family;
	u8 protocol;
	bool has_file;
};

static inline struct sock *sock_get(struct sock *sk)
{
	if (sk)
		__atomic_add_fetch(&sk->refs, 1, __ATOMIC_RELAXED);
	return sk;
}
void sock_put(struct sock *sk);

#endif
