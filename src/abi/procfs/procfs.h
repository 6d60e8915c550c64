/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Parts of /proc that the engine itself brings: net/ipv4 sysctls and files under /proc/net. */
#ifndef QUINTET_ABI_PROCFS_H
#define QUINTET_ABI_PROCFS_H

#include "abi/proc.h"
#include "net/net.h"

/** struct proc_file - a file, registered or made up by a directory */
struct proc_file {
	char *path;
	u32 mode;
	const struct proc_ops *ops;
	void *priv;
};

/**
 * struct proc_dir_ops - a directory whose entries follow something else (devices)
 * @lookup: @rest is the path behind the directory's slash; fills mode, ops and priv of @f; => 0,
 *	-EISDIR or -ENOENT
 * @list: call @emit for each name in @rest ("" is the directory itself); a directory's ends with a
 *	slash
 */
struct proc_dir_ops {
	int (*lookup)(struct net *net, const char *rest, struct proc_file *f);
	int (*list)(struct net *net, const char *rest, void (*emit)(void *ctx, const char *name),
		    void *ctx);
};
/** proc_register_dir() - @path without a slash at its end */
int __must_check proc_register_dir(struct net *net, const char *path,
				   const struct proc_dir_ops *ops);

int __must_check procfs_net_init(struct net *net);
void procfs_net_exit(struct net *net);
int __must_check sysctl_ipv4_net_init(struct net *net);
/** sysctl_frag_net_init() - the limits of fragments that wait */
int __must_check sysctl_frag_net_init(struct net *net);
void sysctl_ipv4_net_exit(struct net *net);
int __must_check sysctl_neigh_net_init(struct net *net);
int __must_check proc_net_net_init(struct net *net);
int __must_check sysctl_ipv6_net_init(struct net *net);
int __must_check proc_net6_net_init(struct net *net);
int __must_check proc_snmp_net_init(struct net *net);

/* ---- numbers, as the kernel's sysctl handlers read and write them ---- */

enum sysctl_kind {
	SYSCTL_INT, /* proc_dointvec */
	SYSCTL_INT_MINMAX,
	SYSCTL_U8, /* proc_dou8vec_minmax */
	SYSCTL_MS_JIFFIES, /* shown in ms, kept in jiffies */
	SYSCTL_JIFFIES, /* shown in s, kept in jiffies */
	SYSCTL_USERHZ, /* shown in 1/100 s, kept in jiffies */
};
struct sysctl_range {
	int min, max;
};
/** sysctl_read() - @value as the file shows it, with its newline */
void sysctl_read(enum sysctl_kind kind, int value, FILE *out);
/** sysctl_write() - one write(2); => bytes taken (with *@value set if any), or -EINVAL */
ssize_t sysctl_write(enum sysctl_kind kind, const struct sysctl_range *range, const char *buf,
		     size_t len, int *value);

#endif
