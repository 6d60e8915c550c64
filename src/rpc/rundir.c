/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The runtime directory.  A unix socket's path holds 107 characters, so names stay short.
 */
#include "rpc/rundir.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME_MAX_LEN 32

static int choose(char *dir, size_t size)
{
	const char *own = getenv("QUINTET_RUNDIR");
	const char *xdg = getenv("XDG_RUNTIME_DIR");
	int n;

	if (own && *own == '/')
		n = snprintf(dir, size, "%s", own);
	else if (own && *own)
		return -EINVAL;
	else if (xdg && *xdg == '/')
		n = snprintf(dir, size, "%s/quintet", xdg);
	else if (!geteuid())
		n = snprintf(dir, size, "/run/quintet");
	else
		n = snprintf(dir, size, "/tmp/quintet-%u", geteuid());
	return n < 0 || (size_t)n >= size ? -ENAMETOOLONG : 0;
}

int rundir_open(char *dir, size_t size)
{
	struct stat st;
	int err = choose(dir, size);

	if (err)
		return err;
	if (mkdir(dir, 0700) && errno != EEXIST)
		return -errno;
	if (lstat(dir, &st))
		return -errno;
	if (!S_ISDIR(st.st_mode))
		return -ENOTDIR;
	if (st.st_uid != geteuid() || (st.st_mode & 022))
		return -EPERM;
	return 0;
}

int rundir_file(const char *dir, const char *name, const char *suffix, char *path, size_t size)
{
	int n = snprintf(path, size, "%s/%s%s", dir, name, suffix);

	return n < 0 || (size_t)n >= size ? -ENAMETOOLONG : 0;
}

bool rundir_name_ok(const char *name)
{
	size_t n = strlen(name);

	if (!n || n > NAME_MAX_LEN || !isalnum((unsigned char)name[0]))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!isalnum((unsigned char)name[i]) && !strchr("-_.", name[i]))
			return false;
	return true;
}
