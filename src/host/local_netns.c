// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The kernel's namespace, made by a child that ends at once: the namespace lives as long as
 * descriptors into it do.
 *
 *	server ── fork ──► child: namespaces, TUN, sysctls, sockets
 *	       ◄── descriptors, errno ──┘
 *
 * The superuser needs no user namespace, and then users are told apart; others appear in theirs as
 * uid 0.  Loopback included, everything is to go by the TUN: programs of one namespace meet its
 * rules when they speak to each other.  Therefore the local table is asked only for what comes in.
 */
#include "host/local_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fib_rules.h>
#include <linux/if_tun.h>
#include <linux/rtnetlink.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TUN_MTU = 65535, FDS = 5 };

/* ---- netlink ---- */

ssize_t local_netlink(int fd, struct nlmsghdr *req, void *buf, size_t size)
{
	static const struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
	const struct nlmsghdr *nlh = buf;
	struct nlmsgerr err;
	ssize_t n;

	while (recv(fd, buf, size, MSG_DONTWAIT) >= 0)
		; /* left from a request that failed */
	if (sendto(fd, req, req->nlmsg_len, 0, (const struct sockaddr *)&kernel, sizeof(kernel)) <
	    0)
		return -errno;
	n = recv(fd, buf, size, 0);
	if (n < 0)
		return -errno;
	if ((size_t)n < NLMSG_HDRLEN)
		return -EBADMSG;
	if (nlh->nlmsg_type != NLMSG_ERROR)
		return n;
	if ((size_t)n < NLMSG_LENGTH(sizeof(err)))
		return -EBADMSG;
	memcpy(&err, NLMSG_DATA(nlh), sizeof(err));
	return err.error;
}

/* ---- in the child ---- */

static int write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), err = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, text, strlen(text)) < 0)
		err = -errno;
	close(fd);
	return err;
}

static int own_user(uid_t uid, gid_t gid)
{
	char map[64];
	int err;

	err = write_file("/proc/self/setgroups", "deny");
	if (err && err != -ENOENT)
		return err;
	snprintf(map, sizeof(map), "0 %u 1", uid);
	err = write_file("/proc/self/uid_map", map);
	if (err)
		return err;
	snprintf(map, sizeof(map), "0 %u 1", gid);
	return write_file("/proc/self/gid_map", map);
}

static int enter(struct local_netns *ns)
{
	uid_t uid = geteuid();
	gid_t gid = getegid();
	int err;

	if (unshare(CLONE_NEWNET)) {
		if (unshare(CLONE_NEWUSER | CLONE_NEWNET))
			return -EOPNOTSUPP;
		err = own_user(uid, gid);
		if (err)
			return err;
		ns->user = open("/proc/self/ns/user", O_RDONLY | O_CLOEXEC);
		if (ns->user < 0)
			return -errno;
	}
	ns->net = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	return ns->net < 0 ? -errno : 0;
}

static int open_tun(struct local_netns *ns)
{
	struct ifreq ifr = {.ifr_name = LOCAL_DEV, .ifr_flags = IFF_TUN | IFF_NO_PI | IFF_VNET_HDR};

	ns->tun = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (ns->tun < 0 || ioctl(ns->tun, TUNSETIFF, &ifr))
		return -errno;
	return 0;
}

/* Where /proc/sys is read-only these stay as they are, and programs can still speak to others. */
static void set_sysctls(void)
{
	static const struct {
		const char *path, *value;
	} settings[] = {
		{"/proc/sys/net/ipv4/conf/all/rp_filter", "0"},
		{"/proc/sys/net/ipv4/conf/" LOCAL_DEV "/rp_filter", "0"},
		{"/proc/sys/net/ipv4/conf/all/accept_local", "1"},
		{"/proc/sys/net/ipv4/conf/all/route_localnet", "1"},
		{"/proc/sys/net/ipv6/conf/" LOCAL_DEV "/accept_dad", "0"},
		{"/proc/sys/net/ipv6/conf/" LOCAL_DEV "/autoconf", "0"},
		{"/proc/sys/net/ipv4/ping_group_range", "0 0"},
		{"/proc/sys/net/ipv4/ping_group_range", "0 2147483647"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(settings); i++)
		(void)write_file(settings[i].path, settings[i].value);
}

static int link_up(const char *name, int mtu)
{
	struct ifreq ifr = {0};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), err = 0;

	if (fd < 0)
		return -errno;
	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", name);
	if (mtu) {
		ifr.ifr_mtu = mtu;
		err = ioctl(fd, SIOCSIFMTU, &ifr);
	}
	ifr.ifr_flags = IFF_UP | IFF_RUNNING;
	err = err || ioctl(fd, SIOCSIFFLAGS, &ifr) ? -errno : 0;
	close(fd);
	return err;
}

struct rule_request {
	struct nlmsghdr nlh;
	struct fib_rule_hdr rule;
	uint8_t attrs[64];
};

static void put(struct rule_request *r, unsigned short type, const void *data, size_t len)
{
	struct rtattr *a = (struct rtattr *)((uint8_t *)r + NLMSG_ALIGN(r->nlh.nlmsg_len));

	a->rta_type = type;
	a->rta_len = (unsigned short)RTA_LENGTH(len);
	memcpy(RTA_DATA(a), data, len);
	r->nlh.nlmsg_len = NLMSG_ALIGN(r->nlh.nlmsg_len) + RTA_ALIGN(a->rta_len);
}

static int rule(int fd, int type, uint32_t priority, const char *iif, uint8_t table)
{
	struct rule_request r = {
		.nlh = {.nlmsg_len = NLMSG_LENGTH(sizeof(r.rule)),
			.nlmsg_type = (uint16_t)type,
			.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK},
		.rule = {.family = AF_INET, .table = table, .action = FR_ACT_TO_TBL}};
	uint8_t buf[512];

	if (type == RTM_NEWRULE) /* these bits mean something else in a deletion */
		r.nlh.nlmsg_flags |= NLM_F_CREATE | NLM_F_EXCL;
	put(&r, FRA_PRIORITY, &priority, sizeof(priority));
	if (iif)
		put(&r, FRA_IIFNAME, iif, strlen(iif) + 1);
	return (int)local_netlink(fd, &r.nlh, buf, sizeof(buf));
}

/* What comes in is ours; what goes out goes by table main, which local_mirror.c fills. */
static int set_rules(int fd)
{
	int err = rule(fd, RTM_NEWRULE, 1, LOCAL_DEV, RT_TABLE_LOCAL);

	return err ? err : rule(fd, RTM_DELRULE, 0, NULL, RT_TABLE_LOCAL);
}

static int set_up(struct local_netns *ns)
{
	int err = enter(ns);

	if (!err)
		err = open_tun(ns);
	if (err)
		return err;
	set_sysctls();
	ns->rtnl = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	ns->diag = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
	if (ns->rtnl < 0)
		return -errno;
	err = link_up("lo", 0);
	if (!err)
		err = link_up(LOCAL_DEV, TUN_MTU);
	return err ? err : set_rules(ns->rtnl);
}

/* ---- descriptors across ---- */

union fds_cmsg {
	struct cmsghdr head;
	char room[CMSG_SPACE(FDS * sizeof(int))];
};

/* One message: the errno, or which of the descriptors follow. */
struct made {
	int err;
	bool has[FDS];
};

static int send_made(int sock, const struct local_netns *ns, int err)
{
	const int all[FDS] = {ns->user, ns->net, ns->tun, ns->rtnl, ns->diag};
	struct made made = {.err = err};
	struct iovec iov = {&made, sizeof(made)};
	union fds_cmsg cmsg = {0};
	struct msghdr mh = {.msg_iov = &iov, .msg_iovlen = 1};
	int *fds = (int *)CMSG_DATA(&cmsg.head);
	size_t n = 0;

	for (size_t i = 0; i < FDS && !err; i++)
		if ((made.has[i] = all[i] >= 0))
			fds[n++] = all[i];
	if (n) {
		mh.msg_control = &cmsg;
		mh.msg_controllen = CMSG_SPACE(n * sizeof(int));
		cmsg.head.cmsg_level = SOL_SOCKET;
		cmsg.head.cmsg_type = SCM_RIGHTS;
		cmsg.head.cmsg_len = CMSG_LEN(n * sizeof(int));
	}
	return sendmsg(sock, &mh, MSG_NOSIGNAL) < 0 ? -errno : 0;
}

static int receive_made(int sock, struct local_netns *ns)
{
	int *const all[FDS] = {&ns->user, &ns->net, &ns->tun, &ns->rtnl, &ns->diag};
	struct made made = {0};
	struct iovec iov = {&made, sizeof(made)};
	union fds_cmsg cmsg = {0};
	struct msghdr mh = {.msg_iov = &iov,
			    .msg_iovlen = 1,
			    .msg_control = &cmsg,
			    .msg_controllen = sizeof(cmsg)};
	const int *fds = (const int *)CMSG_DATA(&cmsg.head);

	if (recvmsg(sock, &mh, MSG_CMSG_CLOEXEC) != sizeof(made))
		return -EPIPE;
	if (made.err)
		return made.err;
	if (!CMSG_FIRSTHDR(&mh))
		return -EPROTO;
	for (size_t i = 0; i < FDS; i++)
		if (made.has[i])
			*all[i] = *fds++;
	return 0;
}

static const struct local_netns none = {-1, -1, -1, -1, -1};

int local_netns_open(struct local_netns *ns)
{
	int socks[2], err;
	pid_t pid;

	*ns = none;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, socks))
		return -errno;
	pid = fork();
	if (!pid) {
		err = set_up(ns);
		send_made(socks[1], ns, err);
		_exit(0);
	}
	close(socks[1]);
	err = pid < 0 ? -errno : receive_made(socks[0], ns);
	close(socks[0]);
	if (pid > 0)
		waitpid(pid, NULL, 0);
	return err;
}

void local_netns_close(struct local_netns *ns)
{
	const int all[FDS] = {ns->user, ns->net, ns->tun, ns->rtnl, ns->diag};

	for (size_t i = 0; i < FDS; i++)
		if (all[i] >= 0)
			close(all[i]);
	*ns = none;
}
