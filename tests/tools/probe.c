/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A static program that makes one kind of call and prints what came of it.  Static, so that
 * nothing but the system calls themselves can be intercepted.
 *
 *	probe MODE [ARGUMENT…]
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static int route_socket(void)
{
	return socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
}

static void request(int fd, int type, int flags, unsigned int seq)
{
	const struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
	struct {
		struct nlmsghdr h;
		struct ifinfomsg ifi;
	} req = {.h = {sizeof(req), type, NLM_F_REQUEST | flags, seq, 0}};

	if (sendto(fd, &req, sizeof(req), 0, (const struct sockaddr *)&kernel, sizeof(kernel)) !=
	    sizeof(req))
		printf("sendto: %s\n", strerror(errno));
}

/* recvfrom's address, as Go's libraries look at it. */
static int mode_recvfrom(char **argv)
{
	struct sockaddr_nl from = {.nl_pid = 99, .nl_groups = 99};
	socklen_t len = sizeof(from);
	char buf[4096];
	int fd = route_socket();
	ssize_t n;

	request(fd, RTM_GETLINK, NLM_F_DUMP, 1000);
	n = recvfrom(fd, buf, sizeof(buf), 0, (struct sockaddr *)&from, &len);
	printf("%s family %d len %u pid %u groups %u type %d\n", n > 0 ? "ok" : "failed",
	       from.nl_family, len, from.nl_pid, from.nl_groups,
	       ((struct nlmsghdr *)buf)->nlmsg_type);
	return 0;
}

/* recvmsg: first the length by PEEK|TRUNC with no room, then the bytes in two parts. */
static int mode_recvmsg(char **argv)
{
	struct sockaddr_nl from = {0};
	char a[20], b[100];
	struct iovec none = {NULL, 0}, parts[2] = {{a, sizeof(a)}, {b, sizeof(b)}};
	struct msghdr mh = {
		.msg_name = &from, .msg_namelen = sizeof(from), .msg_iov = &none, .msg_iovlen = 1};
	int fd = route_socket();
	ssize_t whole, n;

	request(fd, RTM_GETLINK, NLM_F_DUMP, 1001);
	whole = recvmsg(fd, &mh, MSG_PEEK | MSG_TRUNC);
	printf("peek %s flags %#x\n", whole > 20 ? "ok" : "failed", mh.msg_flags);
	mh.msg_iov = parts;
	mh.msg_iovlen = 2;
	n = recvmsg(fd, &mh, 0);
	printf("got %s flags %#x family %d namelen %u\n", n == whole ? "all" : "some", mh.msg_flags,
	       from.nl_family, mh.msg_namelen);
	mh.msg_iovlen = 1;
	n = recvmsg(fd, &mh, 0);
	printf("cut %zd flags %#x\n", n, mh.msg_flags);
	return 0;
}

/* A dump of many datagrams, read slowly, counted. */
static int mode_dump(char **argv)
{
	int fd = route_socket(), links = 0, inq;
	char buf[4096];

	request(fd, RTM_GETLINK, NLM_F_DUMP, (unsigned int)atoi(argv[0]));
	for (;;) {
		ssize_t n = recv(fd, buf, sizeof(buf), 0);

		if (n < 16 || ((struct nlmsghdr *)buf)->nlmsg_type == NLMSG_DONE)
			break;
		links++;
	}
	inq = recv(fd, buf, sizeof(buf), MSG_DONTWAIT);
	printf("links %d then %s\n", links, inq < 0 ? strerror(errno) : "more");
	return 0;
}

/* The copies of a socket are the same socket: a low number, another process. */
static int mode_copies(char **argv)
{
	int fd = route_socket(), low = dup2(fd, 7);
	char buf[4096];
	ssize_t n;

	close(fd);
	request(low, RTM_GETLINK, NLM_F_DUMP, 1000);
	n = recv(low, buf, sizeof(buf), 0);
	printf("low %s\n", n > 16 ? "ok" : "failed");
	fflush(stdout);
	if (!fork()) {
		fd = dup2(low, 900 + 50);
		n = recv(fd, buf, sizeof(buf), 0);
		printf("child %s\n", n > 16 ? "ok" : "failed");
		fflush(stdout);
		_exit(0);
	}
	return 0;
}

/* Wait for an event in recvfrom, in recvmsg or in poll; a second socket causes it. */
static int mode_event(char **argv)
{
	struct sockaddr_nl name = {.nl_family = AF_NETLINK, .nl_groups = 1};
	struct sockaddr_nl from = {0};
	socklen_t len = sizeof(from);
	int fd = route_socket();
	struct pollfd p = {.fd = fd, .events = POLLIN};
	char buf[4096];
	ssize_t n;

	if (bind(fd, (struct sockaddr *)&name, sizeof(name)))
		printf("bind: %s\n", strerror(errno));
	fflush(stdout);
	if (!fork()) {
		int other = route_socket();

		usleep(100000);
		request(other, RTM_SETLINK, NLM_F_ACK, 5);
		recv(other, buf, sizeof(buf), 0);
		_exit(0);
	}
	if (!strcmp(argv[0], "poll"))
		printf("poll %d\n", poll(&p, 1, 5000));
	if (!strcmp(argv[0], "recv"))
		n = recv(fd, buf, sizeof(buf), 0);
	else
		n = recvfrom(fd, buf, sizeof(buf), 0, (struct sockaddr *)&from, &len);
	printf("event %s family %d groups %u\n", n > 16 ? "ok" : "failed", from.nl_family,
	       from.nl_groups);
	return 0;
}

static void on_alarm(int sig)
{
}

/* A receive that waits ends by a signal, and by its time-out. */
static int mode_interrupt(char **argv)
{
	struct sigaction sa = {.sa_handler = on_alarm};
	struct timeval tv = {.tv_usec = 200000};
	struct sockaddr_nl from;
	socklen_t len = sizeof(from);
	int fd = route_socket();
	char buf[64];
	ssize_t n;

	sigaction(SIGALRM, &sa, NULL);
	ualarm(200000, 0);
	n = recvfrom(fd, buf, sizeof(buf), 0, (struct sockaddr *)&from, &len);
	printf("signal %s\n", n < 0 ? strerror(errno) : "nothing");
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
	n = recvfrom(fd, buf, sizeof(buf), 0, (struct sockaddr *)&from, &len);
	printf("time %s\n", n < 0 ? strerror(errno) : "nothing");
	return 0;
}

static void try_socket(const char *what, int domain, int type, int protocol)
{
	int fd = socket(domain, type, protocol);

	printf("%s %s\n", what, fd >= 0 ? "ok" : strerror(errno));
	if (fd >= 0)
		close(fd);
}

static int mode_families(char **argv)
{
	try_socket("unix", AF_UNIX, SOCK_STREAM, 0);
	try_socket("udp", AF_INET, SOCK_DGRAM, 0);
	try_socket("raw", AF_INET, SOCK_RAW, IPPROTO_RAW);
	try_socket("route", AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
	try_socket("audit", AF_NETLINK, SOCK_RAW, NETLINK_AUDIT);
	try_socket("uevent", AF_NETLINK, SOCK_DGRAM, NETLINK_KOBJECT_UEVENT);
	try_socket("packet", AF_PACKET, SOCK_RAW, 0);
	try_socket("vsock", AF_VSOCK, SOCK_STREAM, 0);
	try_socket("alg", AF_ALG, SOCK_SEQPACKET, 0);
	try_socket("xdp", AF_XDP, SOCK_RAW, 0);
	try_socket("strange", 200, SOCK_RAW, 0);
	return 0;
}

static int mode_names(char **argv)
{
	struct sockaddr_nl name = {.nl_family = AF_NETLINK};
	struct sockaddr_in wrong = {.sin_family = AF_INET};
	socklen_t len = sizeof(name), small = 4;
	int fd = route_socket(), value = 0;

	getsockname(fd, (struct sockaddr *)&name, &len);
	printf("before family %d pid %u len %u\n", name.nl_family, name.nl_pid, len);
	printf("wrong %s\n",
	       bind(fd, (struct sockaddr *)&wrong, sizeof(wrong)) ? strerror(errno) : "ok");
	printf("short %s\n", bind(fd, (struct sockaddr *)&name, 4) ? strerror(errno) : "ok");
	printf("bind %s\n", bind(fd, (struct sockaddr *)&name, len) ? strerror(errno) : "ok");
	getsockname(fd, (struct sockaddr *)&name, &len);
	printf("after own pid %d\n", name.nl_pid == (unsigned int)getpid());
	printf("room %s\n",
	       getsockname(fd, (struct sockaddr *)&name, &small) ? strerror(errno) : "ok");
	printf("cut to %u\n", small);
	len = sizeof(value);
	getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &value, &len);
	printf("domain %d number %s\n", value, fd >= 256 && fd < 1024 ? "high" : "low");
	return 0;
}

#ifdef __x86_64__
static void no_i386(int sig)
{
	static const char text[] = "i386 not in this kernel\n";

	if (write(1, text, sizeof(text) - 1) < 0)
		_exit(1);
	_exit(0);
}
#endif

/* Calls of the other two ABIs of x86-64: getpid, which cannot fail. */
static int mode_other_abi(char **argv)
{
	long ret = syscall(0x40000000 | SYS_getpid);

	printf("x32 %s\n", ret < 0 ? strerror(errno) : "ok");
	fflush(stdout);
#ifdef __x86_64__
	long nr = 20;

	/* A kernel without the i386 ABI ends a program that asks for it. */
	signal(SIGSEGV, no_i386);
	__asm__ volatile("int $0x80" : "+a"(nr) : : "memory", "r8", "r9", "r10", "r11");
	printf("i386 %s\n", nr < 0 ? strerror((int)-nr) : "ok");
#endif
	return 0;
}

static int mode_new_net(char **argv)
{
	printf("unshare %s\n", unshare(CLONE_NEWNET) ? strerror(errno) : "ok");
	printf("setns %s\n", setns(0, CLONE_NEWNET) ? strerror(errno) : "ok");
	return 0;
}

static int mode_ids(char **argv)
{
	printf("%u %u\n", getuid(), geteuid());
	return 0;
}

static int mode_ifindex(char **argv)
{
	printf("%u\n", if_nametoindex(argv[0]));
	return 0;
}

/* Sleeps of 1 ms under a storm of signals: each must count exactly once. */
static int mode_storm(char **argv)
{
	const struct itimerval storm = {{0, 300}, {0, 300}}, calm = {0};
	struct sigaction sa = {.sa_handler = on_alarm, .sa_flags = SA_RESTART};
	const struct timespec ms = {.tv_nsec = 1000000};
	int n = atoi(argv[0]), failed = 0;

	sigaction(SIGALRM, &sa, NULL);
	setitimer(ITIMER_REAL, &storm, NULL);
	while (n--)
		failed += nanosleep(&ms, NULL) != 0;
	setitimer(ITIMER_REAL, &calm, NULL);
	printf("failed %d\n", failed);
	return 0;
}

/* Exhaust the numbers below 1024, then open one more. */
static int mode_many(char **argv)
{
	int n = 0, fd;

	while ((fd = route_socket()) >= 0 && n < atoi(argv[0]))
		n++;
	printf("opened %d then %s\n", n, fd >= 0 ? "ok" : strerror(errno));
	return 0;
}

static const struct {
	const char *name;
	int (*fn)(char **argv);
} modes[] = {
	{"recvfrom", mode_recvfrom}, {"recvmsg", mode_recvmsg}, {"dump", mode_dump},
	{"copies", mode_copies},     {"event", mode_event},	{"interrupt", mode_interrupt},
	{"families", mode_families}, {"names", mode_names},	{"abi", mode_other_abi},
	{"new-net", mode_new_net},   {"ids", mode_ids},		{"ifindex", mode_ifindex},
	{"storm", mode_storm},	     {"many", mode_many},
};

int main(int argc, char **argv)
{
	for (size_t i = 0; argc > 1 && i < sizeof(modes) / sizeof(*modes); i++)
		if (!strcmp(modes[i].name, argv[1]))
			return modes[i].fn(argv + 2);
	fputs("probe: no such mode\n", stderr);
	return 2;
}
