/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Inside, iptables and its family mean the legacy tools, whose ABI the namespace answers.
 *
 *	rundir/bin/iptables → /usr/sbin/iptables-legacy, …	first on PATH
 *	/etc/alternatives/	the same, in a mount namespace of our own
 *
 * Scripts that say /sbin/iptables, or that scrub their environment, pass by PATH.  On Debian that
 * name leads through /etc/alternatives, so where a private mount namespace is allowed, a copy of
 * this directory in which the family means legacy is bound over it.  The program's mounts do not
 * reach the host then; the host's reach the program.  The copy is made once for each state of the
 * original, told by the time of its last change, and lies in the run directory:
 *
 *	rundir/alternatives/<seconds>.<nanoseconds>/	with the link `.whole` when nothing lacks
 */
#include "intercept/legacy.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#define ALTERNATIVES "/etc/alternatives"
#define DEFAULT_PATH "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

static const char *const tools[][2] = {
	{"iptables", "iptables-legacy"},
	{"iptables-save", "iptables-legacy-save"},
	{"iptables-restore", "iptables-legacy-restore"},
	{"ip6tables", "ip6tables-legacy"},
	{"ip6tables-save", "ip6tables-legacy-save"},
	{"ip6tables-restore", "ip6tables-legacy-restore"},
	{"arptables", "arptables-legacy"},
	{"arptables-save", "arptables-legacy-save"},
	{"arptables-restore", "arptables-legacy-restore"},
	{"ebtables", "ebtables-legacy"},
	{"ebtables-save", "ebtables-legacy-save"},
	{"ebtables-restore", "ebtables-legacy-restore"},
};

#define N_TOOLS (sizeof(tools) / sizeof(*tools))

static bool find_tool(const char *name, char *path, size_t size)
{
	static const char *const places[] = {"/usr/sbin", "/sbin", "/usr/local/sbin", "/usr/bin"};

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		snprintf(path, size, "%s/%s", places[i], name);
		if (!access(path, X_OK))
			return true;
	}
	return false;
}

/* A link that says what it should, whoever else makes it at the same time. */
static void make_link(const char *dir, const char *name, const char *target)
{
	char link[PATH_MAX], old[PATH_MAX], fresh[PATH_MAX + 32];
	ssize_t n;

	if (snprintf(link, sizeof(link), "%s/%s", dir, name) >= (int)sizeof(link))
		return;
	n = readlink(link, old, sizeof(old) - 1);
	if (n == (ssize_t)strlen(target) && !strncmp(old, target, n))
		return;
	snprintf(fresh, sizeof(fresh), "%s.%d", link, (int)getpid());
	if (!symlink(target, fresh) && rename(fresh, link))
		unlink(fresh);
}

static void make_tools(const char *dir)
{
	char tool[PATH_MAX];

	for (size_t i = 0; i < N_TOOLS; i++)
		if (find_tool(tools[i][1], tool, sizeof(tool)))
			make_link(dir, tools[i][0], tool);
}

static bool is_tool(const char *name)
{
	char tool[PATH_MAX];

	for (size_t i = 0; i < N_TOOLS; i++)
		if (!strcmp(name, tools[i][0]))
			return find_tool(tools[i][1], tool, sizeof(tool));
	return false;
}

/* Each of the system's own links in @from, but those of the family. */
static void copy_links(DIR *from, const char *to)
{
	struct dirent *de;

	while ((de = readdir(from))) {
		char target[PATH_MAX];
		ssize_t n;

		if (is_tool(de->d_name))
			continue;
		n = readlinkat(dirfd(from), de->d_name, target, sizeof(target) - 1);
		if (n <= 0)
			continue;
		target[n] = 0;
		make_link(to, de->d_name, target);
	}
}

static bool make_dir(const char *rundir, const char *name, char *dir, size_t size)
{
	if (snprintf(dir, size, "%s/%s", rundir, name) >= (int)size)
		return false;
	return !mkdir(dir, 0755) || errno == EEXIST;
}

void legacy_prepare(const char *rundir)
{
	const char *old = getenv("PATH");
	char bin[PATH_MAX], *path;

	if (!make_dir(rundir, "bin", bin, sizeof(bin)))
		return;
	make_tools(bin);
	if (asprintf(&path, "%s:%s", bin, old && *old ? old : DEFAULT_PATH) < 0)
		return;
	setenv("PATH", path, 1);
	free(path);
}

static bool make_copy(const char *dir, const char *whole)
{
	DIR *from = opendir(ALTERNATIVES);

	if (!from)
		return false;
	make_tools(dir);
	copy_links(from, dir);
	closedir(from);
	/* Several that make it at a time make the same. */
	return !symlink("alternatives", whole) || errno == EEXIST;
}

/* The copy that fits the directory as it is, made when it is not there. */
static bool find_copy(const char *rundir, char *dir, size_t size)
{
	char parent[PATH_MAX], name[64], whole[PATH_MAX + 16];
	struct stat st;

	if (stat(ALTERNATIVES, &st) || !make_dir(rundir, "alternatives", parent, sizeof(parent)))
		return false;
	snprintf(name, sizeof(name), "%lld.%09ld", (long long)st.st_mtim.tv_sec,
		 st.st_mtim.tv_nsec);
	if (!make_dir(parent, name, dir, size))
		return false;
	snprintf(whole, sizeof(whole), "%s/.whole", dir);
	return !lstat(whole, &st) || make_copy(dir, whole);
}

void legacy_mount(const char *rundir)
{
	char dir[PATH_MAX];

	if (!find_copy(rundir, dir, sizeof(dir)) || unshare(CLONE_NEWNS))
		return;
	/* Nothing of this may show outside; if that cannot be, do without. */
	if (!mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL))
		mount(dir, ALTERNATIVES, NULL, MS_BIND, NULL);
}
