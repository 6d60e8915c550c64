/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Traps of calls with a path.
 *
 * Nearly all of them are sent on to the kernel at once.  A file of the namespace that is opened
 * for reading becomes a memory file with the content of that moment.  One opened for writing is a
 * socketpair: a write on the descriptor itself is trapped and gives the namespace's errno; one on
 * a copy with another number arrives through the pair, is applied before any later trap is
 * served, and cannot report an error.  A directory is a real one in the runtime directory, made
 * to look like the namespace's at the moment of opening; paths relative to it are recognised.
 *
 * Lock files are opened anew each time, since flock(2) belongs to the open file.
 */
#include "intercept/supervisor_internal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <time.h>
#include <unistd.h>

#include "rpc/rundir.h"

#define PROC_BLOCK 1024
#define MIRROR	   ".proc"

/* ---- which file? ---- */

/* The directory that a relative path starts from. */
static int base_of(struct trap *t, int dirfd, char *buf, size_t size)
{
	char link[64];
	ssize_t n;

	if (dirfd == AT_FDCWD)
		snprintf(link, sizeof(link), "/proc/%d/cwd", t->tid);
	else
		snprintf(link, sizeof(link), "/proc/%d/fd/%d", t->tid, dirfd);
	n = readlink(link, buf, size - 1);
	if (n <= 0 || buf[0] != '/')
		return -ENOENT;
	buf[n] = 0;
	return (int)n;
}

/* A path below our mirror of /proc stands for the real one. */
static const char *unmirror(const struct supervisor *sv, const char *path)
{
	char mirror[PATH_MAX];

	if (rundir_file(sv->rundir, sv->name, MIRROR, mirror, sizeof(mirror)))
		return path;
	if (strncmp(path, mirror, strlen(mirror)) != 0)
		return path;
	return path + strlen(mirror);
}

/* The path of a call, classified; its text is in @canon. */
static enum path_kind resolve(struct trap *t, int dirfd, uint64_t addr, char *canon)
{
	char path[PATH_MAX], full[2 * PATH_MAX];
	int n = trap_string(t, path, sizeof(path), addr), base;

	if (n <= 0)
		return PATH_OTHER;
	if (path[0] == '/')
		return path_classify(unmirror(t->sv, path), canon, PATH_MAX);
	base = base_of(t, dirfd, full, PATH_MAX);
	if (base < 0)
		return PATH_OTHER;
	snprintf(full + base, sizeof(full) - base, "/%s", path);
	return path_classify(unmirror(t->sv, full), canon, PATH_MAX);
}

/* => 0 with the mode, 1: the kernel's business, or a negative errno. */
static int lookup(struct trap *t, const char *canon, uint32_t *mode)
{
	int err = rpc_proc_stat(t->sv->rpc, trap_caller(t), canon, mode);

	return err == -EXDEV ? 1 : err;
}

/* The same for a path in any of its kinds. */
static int find(struct trap *t, int dirfd, uint64_t addr, char *canon, uint32_t *mode)
{
	switch (resolve(t, dirfd, addr, canon)) {
	case PATH_PROC:
		/* "/proc/net" and "/proc/PID/net" themselves, a link and a directory. */
		return strcmp(canon, "/proc/net") ? lookup(t, canon, mode) : 1;
	case PATH_SELF:
		*mode = S_IFREG | 0444;
		return 0;
	case PATH_SYSFS:
		return -ENOENT;
	default:
		return 1;
	}
}

static int64_t pass(int err)
{
	return err > 0 ? TRAP_CONTINUE : err;
}

/* ---- opening to read ---- */

/* A read-only descriptor of a memory file; reopened, so that it is at its beginning. */
static int content_fd(const void *data, size_t len)
{
	int fd = memfd_create("proc", MFD_CLOEXEC), ro = -EIO;
	char path[64];

	if (fd < 0)
		return -errno;
	if (write(fd, data, len) == (ssize_t)len) {
		snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
		ro = open(path, O_RDONLY | O_CLOEXEC);
		ro = ro < 0 ? -errno : ro;
	}
	close(fd);
	return ro;
}

static int64_t give_content(struct trap *t, const void *data, size_t len, int flags)
{
	int fd = content_fd(data, len);
	int64_t ret;

	if (fd < 0)
		return fd;
	ret = trap_give(t, fd, false, flags & O_CLOEXEC);
	close(fd);
	return ret;
}

static int64_t open_read(struct trap *t, const char *path, int flags)
{
	const uint8_t *data;
	size_t len;
	int err = rpc_proc_read(t->sv->rpc, trap_caller(t), path, &data, &len);

	return err ? err : give_content(t, data, len, flags);
}

/* ---- opening to write ---- */

static void sysctl_close(struct supervisor *sv, struct sysctl_file *file)
{
	struct sysctl_file **at = &sv->sysctls;

	while (*at != file)
		at = &(*at)->next;
	*at = file->next;
	watch_kill(sv, &file->watch, file->fd);
}

static void sysctl_ready(struct supervisor *sv, struct watch *w, uint32_t events)
{
	struct sysctl_file *file = (struct sysctl_file *)w;
	ssize_t n;

	while ((n = recv(file->fd, sv->scratch, SCRATCH_SIZE, MSG_DONTWAIT)) > 0) {
		ssize_t ret = rpc_proc_write(sv->rpc, &file->opener, file->path, sv->scratch, n);

		if (ret < 0)
			dprintf(STDERR_FILENO, "quintet: writing %s: %s\n", file->path,
				strerror((int)-ret));
	}
	if (events & (EPOLLHUP | EPOLLRDHUP | EPOLLERR))
		sysctl_close(sv, file);
}

struct sysctl_file *sysctl_lookup(struct supervisor *sv, uint64_t cookie)
{
	struct sysctl_file *file = sv->sysctls;

	while (file && file->cookie != cookie)
		file = file->next;
	return file;
}

void sysctls_free(struct supervisor *sv)
{
	while (sv->sysctls)
		sysctl_close(sv, sv->sysctls);
}

/* Who opens to read as well finds the content, and then the end. */
static int prefill(struct trap *t, const char *path, int fd)
{
	const uint8_t *data;
	size_t len;
	int err = rpc_proc_read(t->sv->rpc, trap_caller(t), path, &data, &len);

	if (err)
		return err;
	if (len && send(fd, data, len, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
		return -errno;
	return shutdown(fd, SHUT_WR) ? -errno : 0;
}

static int64_t open_write(struct trap *t, const char *path, int flags)
{
	struct supervisor *sv = t->sv;
	struct sysctl_file *file = calloc(1, sizeof(*file) + strlen(path) + 1);
	int64_t ret;
	int fds[2];

	if (!file)
		return -ENOMEM;
	strcpy(file->path, path);
	ret = pair_create(sv, fds, &file->cookie);
	if (ret)
		goto fail;
	file->watch.fn = sysctl_ready;
	file->fd = fds[0];
	file->opener = *trap_caller(t);
	file->opener.copy_from = NULL;
	file->opener.copy_to = NULL;
	if ((flags & O_ACCMODE) == O_RDWR)
		ret = prefill(t, path, fds[0]);
	if (!ret)
		ret = watch_add(sv, &file->watch, fds[0], EPOLLIN | EPOLLRDHUP);
	if (!ret)
		ret = trap_give(t, fds[1], true, flags & O_CLOEXEC);
	close(fds[1]);
	if (ret != TRAP_DONE) {
		close(fds[0]);
		goto fail;
	}
	file->next = sv->sysctls;
	sv->sysctls = file;
	return TRAP_DONE;

fail:
	free(file);
	return ret;
}

/* ---- directories ---- */

static int make_parents(char *path, size_t skip)
{
	for (char *p = path + skip + 1;; p++) {
		char c = *p;

		if (c && c != '/')
			continue;
		*p = 0;
		if (mkdir(path, 0700) && errno != EEXIST)
			return -errno;
		*p = c;
		if (!c)
			return 0;
	}
}

static bool in_names(const char *names, const char *name)
{
	size_t n = strlen(name);

	for (const char *p = names; *p; p += strlen(p) + 1)
		if (!strncmp(p, name, n) && (!p[n] || !strcmp(p + n, "/")))
			return true;
	return false;
}

/* Take away what the namespace does not have any more. */
static void sweep(int dirfd, const char *names)
{
	/* Opened anew: a duplicate would share its position with the program's descriptor. */
	DIR *dir = fdopendir(openat(dirfd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
	struct dirent *de;

	while (dir && (de = readdir(dir))) {
		if (!strcmp(de->d_name, ".") || !strcmp(de->d_name, ".."))
			continue;
		/* What lies in a directory that goes away stays hidden behind a stat of ours. */
		if (!in_names(names, de->d_name) && unlinkat(dirfd, de->d_name, 0))
			unlinkat(dirfd, de->d_name, AT_REMOVEDIR);
	}
	if (dir)
		closedir(dir);
}

static void fill(int dirfd, const char *names)
{
	for (const char *p = names; *p; p += strlen(p) + 1) {
		size_t n = strlen(p);
		char name[NAME_MAX + 1];

		if (n > NAME_MAX)
			continue;
		if (p[n - 1] != '/') {
			close(openat(dirfd, p, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
			continue;
		}
		memcpy(name, p, n - 1);
		name[n - 1] = 0;
		mkdirat(dirfd, name, 0700);
	}
}

static int mirror_dir(struct trap *t, const char *path, const char *names)
{
	char mirror[PATH_MAX];
	size_t skip;
	int fd, err;

	err = rundir_file(t->sv->rundir, t->sv->name, MIRROR, mirror, sizeof(mirror));
	if (err)
		return err;
	skip = strlen(t->sv->rundir);
	if (strlen(mirror) + strlen(path) >= sizeof(mirror))
		return -ENAMETOOLONG;
	strcat(mirror, path);
	err = make_parents(mirror, skip);
	if (err)
		return err;
	fd = open(mirror, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	sweep(fd, names);
	fill(fd, names);
	return fd;
}

static int64_t open_dir(struct trap *t, const char *path, int flags)
{
	char *names;
	int64_t ret;
	int fd;

	if ((flags & O_ACCMODE) != O_RDONLY)
		return -EISDIR;
	ret = rpc_proc_list(t->sv->rpc, trap_caller(t), path, &names);
	if (ret == -EXDEV)
		return TRAP_CONTINUE;
	if (ret)
		return ret;
	fd = mirror_dir(t, path, names);
	free(names);
	if (fd < 0)
		return fd;
	ret = trap_give(t, fd, false, flags & O_CLOEXEC);
	close(fd);
	return ret;
}

/* ---- open ---- */

static int64_t open_lock(struct trap *t, const char *suffix, int flags)
{
	char path[PATH_MAX];
	int64_t ret;
	int fd;

	ret = rundir_file(t->sv->rundir, t->sv->name, suffix, path, sizeof(path));
	if (ret)
		return ret;
	fd = open(path, (flags & (O_ACCMODE | O_NONBLOCK)) | O_CREAT | O_CLOEXEC | O_NOFOLLOW,
		  0600);
	if (fd < 0)
		return -errno;
	ret = trap_give(t, fd, false, flags & O_CLOEXEC);
	close(fd);
	return ret;
}

static int64_t open_proc(struct trap *t, const char *path, int flags)
{
	bool write = (flags & O_ACCMODE) != O_RDONLY;
	uint32_t mode;
	int err = lookup(t, path, &mode);

	if (err)
		return pass(err);
	if (S_ISDIR(mode))
		return open_dir(t, path, flags);
	if (flags & O_DIRECTORY)
		return -ENOTDIR;
	if (!write)
		return open_read(t, path, flags);
	if (!(mode & 0222) || (!trap_caller(t)->cap_net_admin && !(mode & 0002)))
		return -EACCES;
	return open_write(t, path, flags);
}

static int64_t open_self(struct trap *t, int flags)
{
	char text[128];
	int n = snprintf(text, sizeof(text), "%s\n", t->sv->name);

	if ((flags & O_ACCMODE) != O_RDONLY)
		return -EACCES;
	return give_content(t, text, n, flags);
}

static int64_t open_at(struct trap *t, int dirfd, uint64_t addr, int flags)
{
	char canon[PATH_MAX];

	switch (resolve(t, dirfd, addr, canon)) {
	case PATH_PROC:
		return open_proc(t, canon, flags);
	case PATH_LOCK:
		return open_lock(t, canon, flags);
	case PATH_SELF:
		return open_self(t, flags);
	case PATH_SYSFS:
		return -ENOENT;
	default:
		return TRAP_CONTINUE;
	}
}

int64_t trap_open(struct trap *t)
{
	return open_at(t, AT_FDCWD, trap_arg(t, 0), trap_int(t, 1));
}

int64_t trap_openat(struct trap *t)
{
	return open_at(t, trap_int(t, 0), trap_arg(t, 1), trap_int(t, 2));
}

int64_t trap_creat(struct trap *t)
{
	return open_at(t, AT_FDCWD, trap_arg(t, 0), O_CREAT | O_WRONLY | O_TRUNC);
}

int64_t trap_openat2(struct trap *t)
{
	struct open_how how;

	if (trap_arg(t, 3) < sizeof(how) || trap_read(t, &how, trap_arg(t, 2), sizeof(how)))
		return TRAP_CONTINUE;
	return open_at(t, trap_int(t, 0), trap_arg(t, 1), (int)how.flags);
}

/* ---- stat ---- */

static uint64_t number_of(const char *path)
{
	uint64_t h = 14695981039346656037u;

	while (*path)
		h = (h ^ (uint8_t)*path++) * 1099511628211u;
	return h & 0x7fffffff;
}

static struct stat proc_stat(const char *path, uint32_t mode)
{
	struct stat st = {0}, proc;

	st.st_dev = stat("/proc", &proc) ? 0 : proc.st_dev;
	st.st_ino = number_of(path);
	st.st_mode = mode;
	st.st_nlink = S_ISDIR(mode) ? 2 : 1;
	st.st_blksize = PROC_BLOCK;
	clock_gettime(CLOCK_REALTIME, &st.st_mtim);
	st.st_atim = st.st_ctim = st.st_mtim;
	return st;
}

static int64_t stat_at(struct trap *t, int dirfd, uint64_t addr, uint64_t buf)
{
	char canon[PATH_MAX];
	uint32_t mode;
	int err = find(t, dirfd, addr, canon, &mode);
	struct stat st;

	if (err)
		return pass(err);
	st = proc_stat(canon, mode);
	return trap_write(t, buf, &st, sizeof(st)) ? -EFAULT : 0;
}

int64_t trap_stat(struct trap *t)
{
	return stat_at(t, AT_FDCWD, trap_arg(t, 0), trap_arg(t, 1));
}

int64_t trap_newfstatat(struct trap *t)
{
	return stat_at(t, trap_int(t, 0), trap_arg(t, 1), trap_arg(t, 2));
}

static struct statx_timestamp timestamp(const struct timespec *ts)
{
	return (struct statx_timestamp){.tv_sec = ts->tv_sec, .tv_nsec = ts->tv_nsec};
}

int64_t trap_statx(struct trap *t)
{
	char canon[PATH_MAX];
	struct statx stx = {0};
	struct stat st;
	uint32_t mode;
	int err = find(t, trap_int(t, 0), trap_arg(t, 1), canon, &mode);

	if (err)
		return pass(err);
	st = proc_stat(canon, mode);
	stx.stx_mask = STATX_BASIC_STATS;
	stx.stx_blksize = st.st_blksize;
	stx.stx_nlink = st.st_nlink;
	stx.stx_mode = st.st_mode;
	stx.stx_ino = st.st_ino;
	stx.stx_dev_major = (uint32_t)(st.st_dev >> 8);
	stx.stx_dev_minor = st.st_dev & 0xff;
	stx.stx_mtime = stx.stx_atime = stx.stx_ctime = timestamp(&st.st_mtim);
	return trap_write(t, trap_arg(t, 4), &stx, sizeof(stx)) ? -EFAULT : 0;
}

static int64_t access_at(struct trap *t, int dirfd, uint64_t addr, int want)
{
	char canon[PATH_MAX];
	uint32_t mode, bits;
	int err = find(t, dirfd, addr, canon, &mode);

	if (err)
		return pass(err);
	bits = trap_caller(t)->cap_net_admin ? mode >> 6 : mode;
	return (want & 7) & ~bits ? -EACCES : 0;
}

int64_t trap_access(struct trap *t)
{
	return access_at(t, AT_FDCWD, trap_arg(t, 0), trap_int(t, 1));
}

int64_t trap_faccessat(struct trap *t)
{
	return access_at(t, trap_int(t, 0), trap_arg(t, 1), trap_int(t, 2));
}

/* No file of the namespace is a symbolic link. */
static int64_t readlink_at(struct trap *t, int dirfd, uint64_t addr)
{
	char canon[PATH_MAX];
	uint32_t mode;
	int err = find(t, dirfd, addr, canon, &mode);

	return err ? pass(err) : -EINVAL;
}

int64_t trap_readlink(struct trap *t)
{
	return readlink_at(t, AT_FDCWD, trap_arg(t, 0));
}

int64_t trap_readlinkat(struct trap *t)
{
	return readlink_at(t, trap_int(t, 0), trap_arg(t, 1));
}

int64_t trap_statfs(struct trap *t)
{
	char canon[PATH_MAX];
	struct statfs sf;
	uint32_t mode;
	int err = find(t, AT_FDCWD, trap_arg(t, 0), canon, &mode);

	if (err)
		return pass(err);
	if (statfs("/proc", &sf))
		return -errno;
	return trap_write(t, trap_arg(t, 1), &sf, sizeof(sf)) ? -EFAULT : 0;
}
