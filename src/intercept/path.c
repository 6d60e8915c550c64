/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which paths belong to the namespace.
 *
 *	/proc/net/X, /proc/self/net/X, /proc/thread-self/net/X,
 *	/proc/PID/net/X, /proc/PID/task/TID/net/X		  → /proc/net/X
 *	/proc/sys/net/X						  → itself
 *	/run/xtables.lock, /var/run/xtables.lock		  → ".xtables.lock"
 *	/var/lib/ebtables/lock					  → ".ebtables.lock"
 *	/sys/class/net, /sys/devices/virtual/net		  → refused
 *
 * "." and ".." are resolved by text alone, which is right below /proc as long as nobody walks up
 * through one of its links.
 */
#include "intercept/supervisor_internal.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

/* Drop "//", "." and "..". */
static int normalise(const char *path, char *out, size_t size)
{
	size_t n = 0;

	while (*path) {
		size_t len;

		path += strspn(path, "/");
		len = strcspn(path, "/");
		if (!len)
			break;
		if (len == 2 && path[0] == '.' && path[1] == '.') {
			while (n && out[--n] != '/')
				;
		} else if (len != 1 || path[0] != '.') {
			if (n + len + 2 > size)
				return -ENAMETOOLONG;
			out[n++] = '/';
			memcpy(out + n, path, len);
			n += len;
		}
		path += len;
	}
	if (!n)
		out[n++] = '/';
	out[n] = 0;
	return 0;
}

/* What follows @prefix in @path, as a whole component: "" or "/…"; else NULL. */
static const char *below(const char *path, const char *prefix)
{
	size_t n = strlen(prefix);

	if (strncmp(path, prefix, n) != 0 || (path[n] && path[n] != '/'))
		return NULL;
	return path + n;
}

static const char *skip_number(const char *p)
{
	const char *start = p + 1;

	if (*p != '/' || !isdigit((unsigned char)*start))
		return NULL;
	for (p = start; isdigit((unsigned char)*p); p++)
		;
	return *p == '/' ? p : NULL;
}

/* "/…" behind "/proc/PID" or "/proc/PID/task/TID", or NULL. */
static const char *behind_process(const char *rest)
{
	const char *p = skip_number(rest), *q;

	if (!p)
		return NULL;
	q = below(p, "/task");
	q = q ? skip_number(q) : NULL;
	return q ? q : p;
}

/* "/…" behind "/proc/net" in any of its names, or NULL. */
static const char *in_proc_net(const char *path)
{
	const char *rest = below(path, "/proc"), *p;

	if (!rest)
		return NULL;
	p = below(rest, "/self");
	if (!p)
		p = below(rest, "/thread-self");
	if (!p)
		p = behind_process(rest);
	return below(p ? p : rest, "/net");
}

static const char *lock_suffix(const char *path)
{
	if (!strcmp(path, "/run/xtables.lock") || !strcmp(path, "/var/run/xtables.lock"))
		return ".xtables.lock";
	if (!strcmp(path, "/var/lib/ebtables/lock"))
		return ".ebtables.lock";
	return NULL;
}

enum path_kind path_classify(const char *path, char *canon, size_t size)
{
	const char *rest, *suffix;
	char norm[PATH_MAX] = {0};

	/* Most paths are none of ours: look at the first letters before anything else. */
	if (path[0] != '/' || (!strchr("prsv/.", path[1]) && !strstr(path, "/..")))
		return PATH_OTHER;
	if (normalise(path, norm, sizeof(norm)) || strlen(norm) + sizeof("/proc/net") > size)
		return PATH_OTHER;
	rest = in_proc_net(norm);
	if (rest) {
		strcpy(canon, "/proc/net");
		strcat(canon, rest);
		return strcmp(canon, PATH_MARKER) ? PATH_PROC : PATH_SELF;
	}
	strcpy(canon, norm);
	if (below(norm, "/proc/sys/net"))
		return PATH_PROC;
	if (below(norm, "/sys/class/net") || below(norm, "/sys/devices/virtual/net"))
		return PATH_SYSFS;
	suffix = lock_suffix(norm);
	if (!suffix)
		return PATH_OTHER;
	strcpy(canon, suffix);
	return PATH_LOCK;
}
