// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The namespace's part of /proc: /proc/net and /proc/sys/net.
 *
 * Registered files stand in an array sorted by path, so that a directory is a range of it.
 * Directories that follow devices are asked through struct proc_dir_ops.  /proc/self/net and
 * /proc/PID/net are /proc/net; everything else is the host's.
 */
#include "abi/procfs/procfs.h"

#include <stdlib.h>
#include <sys/stat.h>

#define MAX_DIRS 8
#define MAX_PATH 256

struct procfs_state {
	struct proc_file *file; /* sorted by path */
	size_t files, room;
	struct {
		const char *path;
		const struct proc_dir_ops *ops;
	} dir[MAX_DIRS];
	unsigned int dirs;
};

static struct procfs_state *procfs_state(struct net *net)
{
	return net->slot[NET_SLOT_PROCFS];
}

/* ---- registration ---- */

/* The first file whose path is not before @path. */
static size_t lower_bound(const struct procfs_state *st, const char *path)
{
	size_t lo = 0, hi = st->files;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (strcmp(st->file[mid].path, path) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static struct proc_file *find_file(const struct procfs_state *st, const char *path)
{
	size_t at = lower_bound(st, path);

	return at < st->files && !strcmp(st->file[at].path, path) ? &st->file[at] : NULL;
}

static int make_room(struct procfs_state *st)
{
	size_t room = st->room ? st->room * 2 : 64;
	void *file;

	if (st->files < st->room)
		return 0;
	file = realloc(st->file, room * sizeof(*st->file));
	if (!file)
		return -ENOMEM;
	st->file = file;
	st->room = room;
	return 0;
}

int proc_register(struct net *net, const char *path, u32 mode, const struct proc_ops *ops,
		  void *priv)
{
	struct procfs_state *st = procfs_state(net);
	size_t at = lower_bound(st, path);
	char *copy;

	if (find_file(st, path))
		return -EEXIST;
	copy = strdup(path);
	if (!copy || make_room(st)) {
		free(copy);
		return -ENOMEM;
	}
	memmove(st->file + at + 1, st->file + at, (st->files - at) * sizeof(*st->file));
	st->file[at] = (struct proc_file){copy, mode, ops, priv};
	st->files++;
	return 0;
}

void proc_unregister(struct net *net, const char *path)
{
	struct procfs_state *st = procfs_state(net);
	struct proc_file *f = st ? find_file(st, path) : NULL;
	size_t at;

	if (!f)
		return;
	at = (size_t)(f - st->file);
	free(f->path);
	memmove(f, f + 1, (st->files - at - 1) * sizeof(*f));
	st->files--;
}

int proc_register_dir(struct net *net, const char *path, const struct proc_dir_ops *ops)
{
	struct procfs_state *st = procfs_state(net);

	if (st->dirs == MAX_DIRS)
		return -ENOMEM;
	st->dir[st->dirs].path = path;
	st->dir[st->dirs++].ops = ops;
	return 0;
}

/* ---- paths ---- */

static const char *skip_pid(const char *p)
{
	const char *end = strchr(p, '/');

	if (!end)
		return NULL;
	if (end - p == 4 && !strncmp(p, "self", 4))
		return end;
	if (end - p == 11 && !strncmp(p, "thread-self", 11))
		return end;
	return strspn(p, "0123456789") == (size_t)(end - p) && end > p ? end : NULL;
}

static bool is_below(const char *path, const char *dir)
{
	size_t n = strlen(dir);

	return !strncmp(path, dir, n) && (!path[n] || path[n] == '/');
}

/* @path as it is registered, in @out; false: not the namespace's. */
static bool canonical(const char *path, char out[MAX_PATH])
{
	const char *rest;
	size_t n = strlen(path);

	while (n > 1 && path[n - 1] == '/')
		n--;
	if (n >= MAX_PATH || strncmp(path, "/proc/", 6))
		return false;
	memcpy(out, path, n);
	out[n] = '\0';
	rest = skip_pid(out + 6);
	if (rest && is_below(rest, "/net"))
		memmove(out + 5, rest, strlen(rest) + 1);
	return is_below(out, "/proc/net") || is_below(out, "/proc/sys/net");
}

static bool is_dir(const struct procfs_state *st, const char *path)
{
	size_t n = strlen(path), at;
	char prefix[MAX_PATH + 1];

	memcpy(prefix, path, n);
	memcpy(prefix + n, "/", 2);
	at = lower_bound(st, prefix);
	if (at < st->files && !strncmp(st->file[at].path, prefix, n + 1))
		return true;
	for (unsigned int i = 0; i < st->dirs; i++)
		if (is_below(st->dir[i].path, path))
			return true;
	return false;
}

/* => 0 and @f, -EISDIR, -ENOENT, -EXDEV */
static int lookup(struct net *net, const char *path, struct proc_file *f)
{
	struct procfs_state *st = procfs_state(net);
	struct proc_file *found;
	char full[MAX_PATH];

	if (!canonical(path, full))
		return -EXDEV;
	found = find_file(st, full);
	if (found) {
		*f = *found;
		return 0;
	}
	for (unsigned int i = 0; i < st->dirs; i++) {
		size_t n = strlen(st->dir[i].path);

		if (is_below(full, st->dir[i].path) && full[n])
			return st->dir[i].ops->lookup(net, full + n + 1, f);
	}
	return is_dir(st, full) ? -EISDIR : -ENOENT;
}

/* ---- the endpoint's calls ---- */

int ep_proc_stat(struct net *net, const char *path, struct ep_proc_stat *st)
{
	struct proc_file f;
	int err = lookup(net, path, &f);

	if (err == -EISDIR) {
		st->mode = S_IFDIR | 0555;
		return 0;
	}
	if (!err)
		st->mode = S_IFREG | f.mode;
	return err;
}

/* The owner is root; whoever has the capability counts as root (kernel: net_ctl_permissions). */
static bool allowed(const struct ep_user *user, u32 mode, bool write)
{
	u32 bits = user->cap_net_admin || !user->uid ? mode >> 6 : mode;

	return bits & (write ? 2 : 4);
}

int ep_proc_read(struct net *net, const struct ep_user *user, const char *path, char **buf,
		 size_t *len)
{
	struct proc_file f;
	FILE *out;
	int err = lookup(net, path, &f);

	if (err)
		return err;
	if (!allowed(user, f.mode, false))
		return -EACCES;
	if (!f.ops->show)
		return -EINVAL;
	out = open_memstream(buf, len);
	if (!out)
		return -ENOMEM;
	err = f.ops->show(net, out, f.priv);
	if (fclose(out) && !err)
		err = -ENOMEM;
	if (err) {
		free(*buf);
		*buf = NULL;
	}
	return err;
}

ssize_t ep_proc_write(struct net *net, const struct ep_user *user, const char *path,
		      const char *buf, size_t len)
{
	struct proc_file f;
	char *copy;
	ssize_t ret = lookup(net, path, &f);

	if (ret)
		return ret;
	if (!allowed(user, f.mode, true))
		return -EACCES;
	if (!f.ops->write)
		return -EIO;
	if (len > 65536)
		return -EINVAL;
	copy = malloc(len + 1);
	if (!copy)
		return -ENOMEM;
	memcpy(copy, buf, len);
	copy[len] = '\0';
	ret = f.ops->write(net, user, copy, len, f.priv);
	free(copy);
	return ret;
}

/* ---- listing ---- */

struct listing {
	FILE *out;
	char last[MAX_PATH];
};

static void emit(void *ctx, const char *name)
{
	struct listing *l = ctx;
	size_t n = strlen(name) + 1;

	if (!strcmp(l->last, name) || n > sizeof(l->last))
		return;
	memcpy(l->last, name, n);
	fwrite(name, 1, n, l->out);
}

/* The name in directory @dir that leads to @path. */
static void emit_step(struct listing *l, const char *dir, const char *path, bool leads_to_dir)
{
	size_t n = strlen(dir) + 1;
	const char *slash = strchr(path + n, '/');
	char name[MAX_PATH];

	if (slash)
		snprintf(name, sizeof(name), "%.*s/", (int)(slash - path - (long)n), path + n);
	else
		snprintf(name, sizeof(name), "%s%s", path + n, leads_to_dir ? "/" : "");
	emit(l, name);
}

static void list_registered(struct procfs_state *st, const char *dir, struct listing *l)
{
	size_t n = strlen(dir);

	for (size_t i = 0; i < st->files; i++)
		if (!strncmp(st->file[i].path, dir, n) && st->file[i].path[n] == '/')
			emit_step(l, dir, st->file[i].path, false);
	for (unsigned int i = 0; i < st->dirs; i++)
		if (is_below(st->dir[i].path, dir) && st->dir[i].path[n])
			emit_step(l, dir, st->dir[i].path, true);
}

static int list_dir(struct net *net, const char *dir, struct listing *l)
{
	struct procfs_state *st = procfs_state(net);

	for (unsigned int i = 0; i < st->dirs; i++) {
		size_t n = strlen(st->dir[i].path);

		if (is_below(dir, st->dir[i].path))
			return st->dir[i].ops->list(net, dir[n] ? dir + n + 1 : "", emit, l);
	}
	if (!is_dir(st, dir))
		return find_file(st, dir) ? -ENOTDIR : -ENOENT;
	list_registered(st, dir, l);
	return 0;
}

int ep_proc_list(struct net *net, const char *path, char **names)
{
	struct listing l = {0};
	char full[MAX_PATH];
	size_t len;
	int err;

	if (!canonical(path, full))
		return -EXDEV;
	l.out = open_memstream(names, &len);
	if (!l.out)
		return -ENOMEM;
	err = list_dir(net, full, &l);
	fputc('\0', l.out);
	if (!l.last[0])
		fputc('\0', l.out);
	if (fclose(l.out) && !err)
		err = -ENOMEM;
	if (err) {
		free(*names);
		*names = NULL;
	}
	return err;
}

/* ---- the namespace ---- */

int procfs_net_init(struct net *net)
{
	struct procfs_state *st = calloc(1, sizeof(*st));
	int err;

	if (!st)
		return -ENOMEM;
	net->slot[NET_SLOT_PROCFS] = st;
	err = sysctl_ipv4_net_init(net);
	if (!err)
		err = sysctl_ipv6_net_init(net);
	if (!err)
		err = proc_net_net_init(net);
	if (!err)
		err = proc_net6_net_init(net);
	if (!err)
		err = proc_snmp_net_init(net);
	if (err)
		procfs_net_exit(net);
	return err;
}

void procfs_net_exit(struct net *net)
{
	struct procfs_state *st = procfs_state(net);

	if (!st)
		return;
	for (size_t i = 0; i < st->files; i++)
		free(st->file[i].path);
	sysctl_ipv4_net_exit(net);
	free(st->file);
	free(st);
	net->slot[NET_SLOT_PROCFS] = NULL;
}
