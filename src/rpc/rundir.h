/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where running namespaces leave their sockets, locks and logs:
 * $QUINTET_RUNDIR, else $XDG_RUNTIME_DIR/quintet, else /run/quintet for root, else
 * /tmp/quintet-UID.  It is the user's own, mode 0700; one that is somebody else's is refused.
 *
 *	NAME.sock	the rpc socket
 *	NAME.log	what it has to say
 *	NAME.xtables.lock, NAME.ebtables.lock
 *	NAME.proc/	directories of /proc/sys/net as programs see them
 *	bin/		iptables and its family, meaning the legacy ones
 *	alternatives/	copies of /etc/alternatives in which they do, too
 */
#ifndef QUINTET_RPC_RUNDIR_H
#define QUINTET_RPC_RUNDIR_H

#include <stdbool.h>
#include <stddef.h>

/**
 * rundir_open() - find the directory, make it when it is not there
 * @dir: receives its absolute path
 *
 * => -EPERM: it belongs to somebody else or others may write to it; -ENAMETOOLONG; any errno of
 *    mkdir(2).
 */
int rundir_open(char *dir, size_t size);

/** rundir_file() - "@dir/@name@suffix" into @path; -ENAMETOOLONG */
int rundir_file(const char *dir, const char *name, const char *suffix, char *path, size_t size);

/** rundir_name_ok() - may a namespace be called so? Letters, digits, '-', '_', '.', up to 32 */
bool rundir_name_ok(const char *name);

#endif
