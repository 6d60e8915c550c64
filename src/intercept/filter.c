/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The seccomp filter.
 *
 * Allowed is what cannot reach a network: everything but the calls below.  Of those, the kernel
 * hands to the supervisor what it must look at (user notification) and refuses the rest.
 *
 * A filter sees numbers, not memory.  Paths are therefore always handed over; sockets are
 * recognised by family, level and option, replacement descriptors by their high numbers.  Numbers
 * that are C ints are compared by their lower 32 bits, since the upper half of a register may
 * hold anything.
 *
 * Refused outright: 32-bit and x32 calls (their numbers mean something else), io_uring (its
 * operations pass no filter), other socket families, new and other network namespaces, clone3
 * (its flags are in memory; libc falls back to clone).
 *
 * libseccomp writes the program; seccomp(2) loads it, because the library does not know
 * WAIT_KILLABLE_RECV, without which a signal makes trapped calls run twice.
 */
#include "intercept/filter.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
#define SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV (1UL << 5)
#endif

#define LOW		 0xffffffffu
#define INT(n, v)	 SCMP_CMP(n, SCMP_CMP_MASKED_EQ, LOW, (uint32_t)(v))
#define BITS(n, mask, v) SCMP_CMP(n, SCMP_CMP_MASKED_EQ, (mask), (v))
#define AT_LEAST(n, v)	 SCMP_CMP(n, SCMP_CMP_GE, (v))
#define AT_MOST(n, v)	 SCMP_CMP(n, SCMP_CMP_LE, (v))

#define FAMILIES	 64
#define STDOUT_NOTE	 32 /* the longest value that is written to a sysctl in one go, usually */

/* Options by level and number, because the kernel answers them on nearly any socket. */
static const struct {
	int level, first, last;
} options[] = {
	{0, 64, 67}, /* ip_tables */
	{0, 80, 80}, /* SO_ORIGINAL_DST */
	{0, 83, 83}, /* SO_IP_SET */
	{0, 96, 97}, /* arp_tables */
	{0, 128, 131}, /* ebtables */
	{0, 1152, 1215}, /* ip_vs */
	{41, 64, 65}, /* ip6_tables; 66 and 67 are IPV6_RECVTCLASS and IPV6_TCLASS */
	{41, 68, 69}, /* ip6_tables: revisions */
	{41, 80, 80}, /* IP6T_SO_ORIGINAL_DST */
	{41, 83, 83},
};

static const int path_calls[] = {
	SCMP_SYS(open),	      SCMP_SYS(openat),	  SCMP_SYS(openat2),	SCMP_SYS(creat),
	SCMP_SYS(stat),	      SCMP_SYS(lstat),	  SCMP_SYS(access),	SCMP_SYS(faccessat),
	SCMP_SYS(faccessat2), SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(statfs),
};

/* Calls that are looked at when they are made on a replacement descriptor. */
static const int replacement_calls[] = {
	SCMP_SYS(bind),	      SCMP_SYS(connect),    SCMP_SYS(getsockname), SCMP_SYS(getpeername),
	SCMP_SYS(setsockopt), SCMP_SYS(getsockopt), SCMP_SYS(sendto),	   SCMP_SYS(sendmsg),
	SCMP_SYS(recvfrom),   SCMP_SYS(recvmsg),    SCMP_SYS(write),	   SCMP_SYS(writev),
	SCMP_SYS(pwrite64),
};

static int add_paths(scmp_filter_ctx ctx)
{
	int err = 0;

	for (size_t i = 0; i < sizeof(path_calls) / sizeof(*path_calls); i++)
		err |= seccomp_rule_add(ctx, SCMP_ACT_NOTIFY, path_calls[i], 0);
	/* fstat(3) is newfstatat with AT_EMPTY_PATH: not a path, and frequent. */
	err |= seccomp_rule_add(ctx, SCMP_ACT_NOTIFY, SCMP_SYS(newfstatat), 1, BITS(3, 0x1000, 0));
	err |= seccomp_rule_add(ctx, SCMP_ACT_NOTIFY, SCMP_SYS(statx), 1, BITS(2, 0x1000, 0));
	return err;
}

static int add_replacements(scmp_filter_ctx ctx, int base)
{
	int err = 0;

	for (size_t i = 0; i < sizeof(replacement_calls) / sizeof(*replacement_calls); i++)
		err |= seccomp_rule_add(ctx, SCMP_ACT_NOTIFY, replacement_calls[i], 1,
					AT_LEAST(0, (uint64_t)base));
	/* A shell's `echo 1 >/proc/sys/...` writes to a duplicate with number 1. */
	err |= seccomp_rule_add(ctx, SCMP_ACT_NOTIFY, SCMP_SYS(write), 2, INT(0, 1),
				AT_MOST(2, STDOUT_NOTE));
	return err;
}

static int add_options(scmp_filter_ctx ctx)
{
	int err = 0;

	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++) {
		for (int opt = options[i].first; opt <= options[i].last; opt++) {
			err |= seccomp_rule_add(ctx, SCMP_ACT_NOTIFY, SCMP_SYS(setsockopt), 2,
						INT(1, options[i].level), INT(2, opt));
			err |= seccomp_rule_add(ctx, SCMP_ACT_NOTIFY, SCMP_SYS(getsockopt), 2,
						INT(1, options[i].level), INT(2, opt));
		}
	}
	err |= seccomp_rule_add(ctx, SCMP_ACT_NOTIFY, SCMP_SYS(ioctl), 1,
				BITS(1, 0xffffff00u, 0x8900));
	return err;
}

static int add_families(scmp_filter_ctx ctx, bool private_net)
{
	int err = 0;

	for (int family = 0; family < FAMILIES; family++) {
		switch (family) {
		case AF_UNIX:
			continue;
		case AF_INET:
		case AF_INET6:
			if (private_net)
				continue;
			err |= seccomp_rule_add(ctx, SCMP_ACT_NOTIFY, SCMP_SYS(socket), 2,
						INT(0, family), BITS(1, 0xf, SOCK_RAW));
			continue;
		case AF_NETLINK:
		case AF_PACKET:
			err |= seccomp_rule_add(ctx, SCMP_ACT_NOTIFY, SCMP_SYS(socket), 1,
						INT(0, family));
			continue;
		default:
			err |= seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EAFNOSUPPORT), SCMP_SYS(socket),
						1, INT(0, family));
		}
	}
	return err | seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EAFNOSUPPORT), SCMP_SYS(socket), 1,
				      AT_LEAST(0, FAMILIES));
}

static int add_refusals(scmp_filter_ctx ctx)
{
	int err = 0;

	err |= seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(unshare), 1,
				BITS(0, CLONE_NEWNET, CLONE_NEWNET));
	err |= seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1,
				BITS(0, CLONE_NEWNET, CLONE_NEWNET));
	err |= seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(setns), 1,
				BITS(1, CLONE_NEWNET, CLONE_NEWNET));
	err |= seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(setns), 1, INT(1, 0));
	err |= seccomp_rule_add(ctx, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
	err |= seccomp_rule_add(ctx, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(io_uring_setup), 0);
	return err;
}

static int add_sleeps(scmp_filter_ctx ctx)
{
	return seccomp_rule_add(ctx, SCMP_ACT_NOTIFY, SCMP_SYS(nanosleep), 0) |
	       seccomp_rule_add(ctx, SCMP_ACT_NOTIFY, SCMP_SYS(clock_nanosleep), 0);
}

static int add_all(scmp_filter_ctx ctx, const struct filter_options *opt)
{
	int err = 0;

	/* Calls of other ABIs: an error, like a kernel that was built without them. */
	err |= seccomp_attr_set(ctx, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_ERRNO(ENOSYS));
	err |= seccomp_attr_set(ctx, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	err |= add_paths(ctx);
	err |= add_replacements(ctx, opt->base_fd);
	err |= add_options(ctx);
	err |= add_families(ctx, opt->private_net);
	err |= add_refusals(ctx);
	if (opt->virtual_time)
		err |= add_sleeps(ctx);
	return err ? -EINVAL : 0;
}

/* The program's instructions, malloc(3)ed. */
static int export_program(scmp_filter_ctx ctx, struct sock_fprog *prog)
{
	int fd = memfd_create("filter", MFD_CLOEXEC), err = -EIO;
	struct stat st;

	if (fd < 0)
		return -errno;
	if (seccomp_export_bpf(ctx, fd) || fstat(fd, &st))
		goto out;
	err = -ENOMEM;
	prog->filter = malloc(st.st_size);
	if (!prog->filter)
		goto out;
	prog->len = st.st_size / sizeof(*prog->filter);
	err = pread(fd, prog->filter, st.st_size, 0) == st.st_size ? 0 : -EIO;
out:
	close(fd);
	return err;
}

static int load_program(struct sock_fprog *prog)
{
	unsigned long flags = SECCOMP_FILTER_FLAG_NEW_LISTENER;
	long fd;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return -errno;
	fd = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
		     flags | SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV, prog);
	if (fd < 0 && errno == EINVAL)
		fd = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, prog);
	return fd < 0 ? -errno : (int)fd;
}

int filter_install(const struct filter_options *opt)
{
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ALLOW);
	struct sock_fprog prog = {0};
	int ret;

	if (!ctx)
		return -ENOMEM;
	ret = add_all(ctx, opt);
	if (!ret)
		ret = export_program(ctx, &prog);
	seccomp_release(ctx);
	if (!ret)
		ret = load_program(&prog);
	free(prog.filter);
	return ret;
}
