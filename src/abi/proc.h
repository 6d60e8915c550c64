/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files of /proc that subsystems answer.
 *
 * A path is absolute: "/proc/net/ip_tables_names", "/proc/sys/net/ipv4/ip_forward".  Directories
 * exist by the files in them.
 */
#ifndef QUINTET_ABI_PROC_H
#define QUINTET_ABI_PROC_H

#include "abi/endpoint.h"
#include "base/types.h"

#include <stdio.h>

struct proc_file;

/**
 * struct proc_ops - what a file does
 * @show: write the whole content to @out; => 0 or -errno; NULL: reading gives -EINVAL
 * @write: one write(2) of @len bytes (@buf[@len] is NUL); => bytes taken or -errno; NULL: -EIO
 * @priv: the one given to proc_register()
 */
struct proc_ops {
	int (*show)(struct net *net, FILE *out, void *priv);
	ssize_t (*write)(struct net *net, const struct ep_user *user, const char *buf, size_t len,
			 void *priv);
};

/**
 * proc_register() - @mode: permission bits (0644, 0444, 0440 …)
 *
 * @ops outlives the registration.  => 0, -EEXIST, -ENOMEM
 */
int __must_check proc_register(struct net *net, const char *path, u32 mode,
			       const struct proc_ops *ops, void *priv);
void proc_unregister(struct net *net, const char *path);

#endif
