// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * referee - give case folders to the kernel underneath us and leave what it did.
 *
 *   referee LIST     LIST holds "CASEDIR OUTDIR" lines; each case gets a process of its own in a
 *                    fresh network namespace, one after another. One line per case on stdout:
 *                    "ok CASEDIR SECONDS" or "FAIL CASEDIR SECONDS".
 *   (as pid 1)       the init of a user-mode kernel: mounts what a guest needs, runs
 *                    $REFEREE_LIST, halts. $REFEREE_OUT is the one writable piece of the host.
 *
 * The case folder is described in tests/parity/README.md. The order of things in a case:
 *
 *   loopback up, quiet() settings, ports, net.sh, a settling pause whose frames are thrown away,
 *   setup.sh, the packets (before-N.sh ahead of packet N), dump.sh.
 *
 * Ports are TAP devices: write() comes back when the kernel is done with the packet, so an empty
 * read means dropped or held, and nothing here waits for an answer. The port "local" (LINKTYPE_RAW)
 * sends from a raw socket of uid 0 and records what the stack delivers to itself, by way of
 * the last LOCAL_IN hook.
 *
 * Time. Packet times are kept relative to the first packet. The first packet stands 0.5 ms behind
 * a multiple of 20 ms, which is a tick whatever HZ is (250 here), so that a packet due at a
 * multiple of 4 ms can never see either of two jiffies. In a guest the wall clock is put to
 * GUEST_EPOCH at the beginning of each case: what a case sees does not depend on its place in LIST.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_log.h>
#include <linux/netlink.h>
#include <linux/random.h>
#include <linux/reboot.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <sched.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MAX_PORTS = 32, LINK_ETHER = 1, LINK_RAW = 101, NFLOG_GROUP = 100 };
enum { SETTLE_NS = 50000000, TICK_NS = 20000000, OFF_TICK_NS = 500000 };
enum { GUEST_EPOCH = 1700000000 };
enum { BLK_SHB = 0x0a0d0d0a, BLK_IDB = 1, BLK_EPB = 6 };

struct port {
	char name[IFNAMSIZ];
	uint16_t link;
	uint64_t tick_ns; /* length of one timestamp unit */
	int fd; /* TAP, or NFLOG socket for "local" */
};

struct packet {
	uint32_t port, len;
	uint64_t ns;
	const uint8_t *data;
};

/* One case while it runs. */
struct run {
	struct port ports[MAX_PORTS];
	uint32_t nports;
	struct packet *packets;
	uint32_t npackets;
	int raw4, raw6; /* the sockets that send for port "local", -1 until needed */
	FILE *out, *trace;
	uint8_t buf[1 << 17];
};

static void die(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fprintf(stderr, ": %s\n", strerror(errno));
	_exit(1); /* exit() would rewind the LIST that the parent is reading */
}

static void put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);

	if (fd < 0)
		return; /* absent in this kernel */
	if (write(fd, text, strlen(text)) < 0)
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
	close(fd);
}

static int shell(const char *fmt, ...)
{
	char cmd[4096];
	va_list ap;
	int st;

	va_start(ap, fmt);
	vsnprintf(cmd, sizeof(cmd), fmt, ap);
	va_end(ap);
	st = system(cmd);
	return WIFEXITED(st) ? WEXITSTATUS(st) : 128;
}

/* ---- pcapng ---- */

static uint8_t *slurp(const char *path, size_t *len)
{
	struct stat st;
	uint8_t *p;
	int fd = open(path, O_RDONLY);

	if (fd < 0 || fstat(fd, &st) < 0)
		die("%s", path);
	p = malloc(st.st_size + 1);
	*len = 0;
	for (ssize_t n; (n = read(fd, p + *len, st.st_size - *len)) > 0;)
		*len += n;
	close(fd);
	return p;
}

static void parse_interface(struct run *r, const uint8_t *b, uint32_t len)
{
	struct port *p = &r->ports[r->nports];
	uint16_t code, n;

	if (r->nports++ == MAX_PORTS)
		die("too many ports");
	memcpy(&p->link, b, 2);
	p->tick_ns = 1000;
	for (uint32_t o = 8; o + 4 <= len; o += 4 + ((n + 3) & ~3)) {
		memcpy(&code, b + o, 2);
		memcpy(&n, b + o + 2, 2);
		if (code == 2)
			snprintf(p->name, sizeof(p->name), "%.*s", n, (const char *)b + o + 4);
		else if (code == 9)
			for (p->tick_ns = 1, code = b[o + 4]; code < 9; code++)
				p->tick_ns *= 10;
	}
}

static void parse_packet(struct run *r, const uint8_t *b, uint32_t len)
{
	struct packet *p = &r->packets[r->npackets++];
	uint32_t h[5];

	memcpy(h, b, sizeof(h));
	if (h[0] >= r->nports || h[3] > len - sizeof(h))
		die("bad packet block %u", r->npackets);
	p->port = h[0];
	p->ns = ((uint64_t)h[1] << 32 | h[2]) * r->ports[h[0]].tick_ns;
	p->len = h[3];
	p->data = b + sizeof(h);
}

static void parse_capture(struct run *r, const uint8_t *b, size_t size)
{
	uint32_t type, len;

	r->packets = calloc(size / 32 + 1, sizeof(*r->packets));
	for (size_t o = 0; o + 12 <= size; o += len) {
		memcpy(&type, b + o, 4);
		memcpy(&len, b + o + 4, 4);
		if (len < 12 || o + len > size)
			die("bad pcapng block at %zu", o);
		if (type == BLK_IDB)
			parse_interface(r, b + o + 8, len - 12);
		else if (type == BLK_EPB && len >= 32)
			parse_packet(r, b + o + 8, len - 12);
	}
}

static void block(FILE *f, uint32_t type, const void *fixed, uint32_t nfixed, const void *data,
		  uint32_t ndata, const char *opt, uint16_t code)
{
	static const char zero[4];
	uint16_t o[2] = {code, opt ? strlen(opt) : 0};
	uint32_t nopt = opt ? 8 + ((o[1] + 3) & ~3) : 0;
	uint32_t len = 12 + nfixed + ((ndata + 3) & ~3) + nopt;

	fwrite(&type, 4, 1, f);
	fwrite(&len, 4, 1, f);
	fwrite(fixed, nfixed, 1, f);
	fwrite(data, ndata, 1, f);
	fwrite(zero, -ndata & 3, 1, f);
	if (opt) {
		fwrite(o, 4, 1, f);
		fwrite(opt, o[1], 1, f);
		fwrite(zero, -o[1] & 3, 1, f);
		fwrite(zero, 4, 1, f);
	}
	fwrite(&len, 4, 1, f);
}

static void open_results(struct run *r, const char *outdir)
{
	const uint32_t shb[4] = {0x1a2b3c4d, 1, ~0u, ~0u};
	char path[4096];

	snprintf(path, sizeof(path), "%s/trace.txt", outdir);
	r->trace = fopen(path, "w");
	if (!r->trace)
		die("%s", path);
	snprintf(path, sizeof(path), "%s/out.pcapng", outdir);
	r->out = fopen(path, "w");
	if (!r->out)
		die("%s", path);
	block(r->out, BLK_SHB, shb, sizeof(shb), "", 0, NULL, 0);
	for (uint32_t i = 0; i < r->nports; i++) {
		const uint32_t idb[2] = {r->ports[i].link, 0};

		block(r->out, BLK_IDB, idb, sizeof(idb), "", 0, r->ports[i].name, 2);
	}
}

/* ---- time ---- */

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ull + t.tv_nsec;
}

static void sleep_until(uint64_t ns)
{
	struct timespec t = {ns / 1000000000, ns % 1000000000};

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL) == EINTR)
		;
}

/* ---- ports ---- */

static void open_tap(struct port *p, int index)
{
	struct ifreq r = {.ifr_flags = IFF_TAP | IFF_NO_PI};
	uint8_t mac[6] = {2, 0, 0, 0, 0, index + 1};
	int s = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	strcpy(r.ifr_name, p->name);
	p->fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (p->fd < 0 || ioctl(p->fd, TUNSETIFF, &r) < 0)
		die("tap %s", p->name);
	r.ifr_hwaddr.sa_family = ARPHRD_ETHER;
	memcpy(r.ifr_hwaddr.sa_data, mac, 6);
	if (ioctl(s, SIOCSIFHWADDR, &r) < 0)
		die("mac %s", p->name);
	r.ifr_flags = IFF_UP;
	if (ioctl(s, SIOCSIFFLAGS, &r) < 0)
		die("up %s", p->name);
	close(s);
}

static void up_loopback(void)
{
	struct ifreq r = {.ifr_name = "lo", .ifr_flags = IFF_UP};
	int s = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (ioctl(s, SIOCSIFFLAGS, &r) < 0)
		die("lo");
	close(s);
}

/* A quiet stack: nothing is sent, dropped or rate limited on its own account. */
static void quiet(void)
{
	static const char *const set[][2] = {
		{"ipv4/ip_forward", "1"},
		{"ipv4/conf/all/rp_filter", "0"},
		{"ipv4/conf/default/rp_filter", "0"},
		{"ipv4/conf/all/send_redirects", "0"},
		{"ipv4/conf/default/send_redirects", "0"},
		{"bridge/bridge-nf-call-iptables", "0"},
		{"bridge/bridge-nf-call-ip6tables", "0"},
		{"bridge/bridge-nf-call-arptables", "0"},
		{"ipv4/icmp_ratelimit", "0"},
		{"ipv6/icmp/ratelimit", "0"},
		{"ipv6/conf/all/forwarding", "1"},
		{"ipv6/conf/default/forwarding", "1"},
		{"ipv6/conf/default/addr_gen_mode", "1"},
		{"ipv6/conf/default/accept_dad", "0"},
		{"ipv6/conf/default/dad_transmits", "0"},
		{"ipv6/conf/default/accept_ra", "0"},
		{"ipv6/conf/default/router_solicitations", "0"},
		{"ipv6/conf/default/mldv1_unsolicited_report_interval", "1"},
		{"ipv6/conf/default/mldv2_unsolicited_report_interval", "1"},
		{"ipv6/conf/default/disable_ipv6", "1"},
	};
	char path[128];

	for (size_t i = 0; i < sizeof(set) / sizeof(*set); i++) {
		snprintf(path, sizeof(path), "/proc/sys/net/%s", set[i][0]);
		put(path, set[i][1]);
	}
}

/*
 * The last LOCAL_IN hook hands us each delivered packet and then eats it, so that the stack's own
 * TCP, UDP and ICMP never answer. It has to be registered before conntrack: hooks of equal
 * priority run newest first, and confirm must come before the drop.
 */
static void sink_local(struct port *p, bool eat)
{
	static const char rule[] =
		"add table inet referee\n"
		"add chain inet referee in { type filter hook input priority 2147483647; }\n"
		"add rule inet referee in log group 100 queue-threshold 1%s\n";
	struct {
		struct nlmsghdr h;
		struct nfgenmsg g;
		struct nlattr a1;
		struct nfulnl_msg_config_cmd cmd __attribute__((aligned(4)));
		struct nlattr a2 __attribute__((aligned(4)));
		struct nfulnl_msg_config_mode mode __attribute__((aligned(4)));
	} m = {
		.h = {sizeof(m), NFNL_SUBSYS_ULOG << 8 | NFULNL_MSG_CONFIG, NLM_F_REQUEST, 0, 0},
		.g = {AF_UNSPEC, NFNETLINK_V0, htons(NFLOG_GROUP)},
		.a1 = {4 + sizeof(m.cmd), NFULA_CFG_CMD},
		.cmd = {NFULNL_CFG_CMD_BIND},
		.a2 = {4 + sizeof(m.mode), NFULA_CFG_MODE},
		.mode = {htonl(0xffff), NFULNL_COPY_PACKET, 0},
	};
	FILE *nft = popen("nft -f -", "w");

	fprintf(nft, rule, eat ? " drop" : "");
	if (pclose(nft))
		die("nft sink");
	p->fd = socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, NETLINK_NETFILTER);
	if (p->fd < 0 || send(p->fd, &m, sizeof(m), 0) < 0)
		die("nflog");
}

static int send_local(struct run *r, const uint8_t *d, uint32_t len)
{
	struct sockaddr_in a4 = {.sin_family = AF_INET};
	struct sockaddr_in6 a6 = {.sin6_family = AF_INET6};

	if (r->raw4 < 0) {
		r->raw4 = socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW);
		r->raw6 = socket(AF_INET6, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW);
	}
	if (len >= 40 && d[0] >> 4 == 6) {
		memcpy(&a6.sin6_addr, d + 24, 16);
		return sendto(r->raw6, d, len, 0, (void *)&a6, sizeof(a6));
	}
	if (len < 20)
		return errno = EINVAL, -1;
	memcpy(&a4.sin_addr, d + 16, 4);
	return sendto(r->raw4, d, len, 0, (void *)&a4, sizeof(a4));
}

/* ---- collecting ---- */

/* Record a frame on @port, caused by input packet @n (0: none of ours) that came in on @in. */
static void emit(struct run *r, uint32_t n, uint32_t in, uint32_t port, uint64_t ns,
		 const uint8_t *d, uint32_t len)
{
	uint32_t epb[5] = {port, (ns / 1000) >> 32, ns / 1000, len, len};
	char comment[16];

	snprintf(comment, sizeof(comment), "in=%u", n);
	block(r->out, BLK_EPB, epb, sizeof(epb), d, len, comment, 1);
	fprintf(r->trace, "%u %s > %s ", n, n ? r->ports[in].name : "-", r->ports[port].name);
	for (uint32_t i = 0; i < len; i++)
		fprintf(r->trace, "%02x", d[i]);
	fputc('\n', r->trace);
}

static uint32_t drain_nflog(struct run *r, uint32_t n, uint32_t in, uint32_t port, uint64_t ns,
			    ssize_t len)
{
	uint32_t count = 0;

	for (struct nlmsghdr *h = (void *)r->buf; NLMSG_OK(h, len); h = NLMSG_NEXT(h, len)) {
		uint8_t *end = (uint8_t *)h + h->nlmsg_len;
		struct nlattr *a =
			(void *)((uint8_t *)NLMSG_DATA(h) + NLMSG_ALIGN(sizeof(struct nfgenmsg)));

		if (h->nlmsg_type != (NFNL_SUBSYS_ULOG << 8 | NFULNL_MSG_PACKET))
			continue;
		for (; (uint8_t *)a + sizeof(*a) <= end && a->nla_len;
		     a = (void *)((uint8_t *)a + NLA_ALIGN(a->nla_len)))
			if ((a->nla_type & NLA_TYPE_MASK) == NFULA_PAYLOAD) {
				emit(r, n, in, port, ns, (uint8_t *)(a + 1),
				     a->nla_len - sizeof(*a));
				count++;
			}
	}
	return count;
}

/* Take all that has come out, port by port; @n is the input packet that caused it. */
static uint32_t drain(struct run *r, uint32_t n, uint32_t in, uint64_t ns)
{
	uint32_t count = 0;
	ssize_t len;

	for (uint32_t i = 0; i < r->nports; i++)
		while ((len = read(r->ports[i].fd, r->buf, sizeof(r->buf))) > 0) {
			if (r->ports[i].link == LINK_RAW) {
				count += drain_nflog(r, n, in, i, ns, len);
			} else {
				emit(r, n, in, i, ns, r->buf, len);
				count++;
			}
		}
	return count;
}

static void discard(struct run *r)
{
	for (uint32_t i = 0; i < r->nports; i++)
		while (read(r->ports[i].fd, r->buf, sizeof(r->buf)) > 0)
			;
}

static void feed_one(struct run *r, uint32_t n)
{
	struct packet *p = &r->packets[n - 1];
	struct port *in = &r->ports[p->port];
	char script[32];
	ssize_t rc;

	snprintf(script, sizeof(script), "./before-%u.sh", n);
	if (!access(script, R_OK) && shell("sh %s", script))
		fprintf(r->trace, "# %s failed\n", script);
	drain(r, 0, 0, p->ns);
	if (in->link == LINK_RAW)
		rc = send_local(r, p->data, p->len);
	else
		rc = write(in->fd, p->data, p->len);
	if (rc < 0)
		fprintf(r->trace, "%u %s > !%s\n", n, in->name, strerrorname_np(errno));
	if (!drain(r, n, p->port, p->ns) && rc >= 0)
		fprintf(r->trace, "%u %s > -\n", n, in->name);
}

static void feed(struct run *r)
{
	uint64_t start = (now_ns() / TICK_NS + 1) * TICK_NS + OFF_TICK_NS;

	for (uint32_t n = 1; n <= r->npackets; n++) {
		sleep_until(start + r->packets[n - 1].ns - r->packets[0].ns);
		feed_one(r, n);
	}
}

/* ---- driver ---- */

static void open_ports(struct run *r)
{
	for (uint32_t i = 0; i < r->nports; i++)
		if (r->ports[i].link == LINK_RAW)
			sink_local(&r->ports[i], access("keep-local", F_OK));
		else
			open_tap(&r->ports[i], i);
}

static int run_case(const char *casedir, const char *outdir)
{
	struct run *r = calloc(1, sizeof(*r));
	uint8_t *capture;
	char path[4096];
	size_t size;

	r->raw4 = r->raw6 = -1;
	snprintf(path, sizeof(path), "%s/log", outdir);
	mkdir(outdir, 0755);
	if (!freopen(path, "w", stderr) || dup2(2, 1) < 0)
		die("%s", path);
	if (chdir(casedir) || unshare(CLONE_NEWNET))
		die("%s", casedir);
	setenv("OUT", outdir, 1);
	up_loopback();
	quiet();
	capture = slurp("in.pcapng", &size);
	parse_capture(r, capture, size);
	open_ports(r);
	open_results(r, outdir);
	if (!access("net.sh", R_OK) && shell("sh -e ./net.sh"))
		die("net.sh failed");
	sleep_until(now_ns() + SETTLE_NS);
	discard(r);
	if (shell("sh -e ./setup.sh"))
		die("setup.sh failed");
	feed(r);
	fclose(r->out);
	fclose(r->trace);
	return shell("sh %s", getenv("REFEREE_DUMP"));
}

static int run_list(const char *list, bool guest)
{
	const struct timespec epoch = {GUEST_EPOCH, 0};
	char casedir[2048], outdir[2048];
	int bad = 0, st;
	FILE *f = fopen(list, "r");

	if (!f)
		die("%s", list);
	while (fscanf(f, "%2047s %2047s", casedir, outdir) == 2) {
		uint64_t begin = now_ns();
		pid_t pid;

		if (guest && clock_settime(CLOCK_REALTIME, &epoch))
			die("clock");
		pid = fork();
		if (!pid)
			_exit(run_case(casedir, outdir));
		waitpid(pid, &st, 0);
		bad += st != 0;
		printf("%s %s %.3f\n", st ? "FAIL" : "ok", casedir, (now_ns() - begin) / 1e9);
		fflush(stdout);
	}
	fclose(f);
	return bad;
}

/* Other random numbers for the whole guest: hash seeds, IP identifiers, random-mode matches. */
static void reseed(const char *seed)
{
	struct {
		struct rand_pool_info info;
		uint8_t bytes[32];
	} e = {.info = {.entropy_count = 256, .buf_size = 32}};
	int fd = open("/dev/urandom", O_RDWR | O_CLOEXEC);

	memcpy(e.bytes, seed, strnlen(seed, sizeof(e.bytes)));
	if (fd < 0 || ioctl(fd, RNDADDENTROPY, &e) < 0 || ioctl(fd, RNDRESEEDCRNG) < 0)
		die("seed");
	close(fd);
}

static void guest_init(void)
{
	const char *out = getenv("REFEREE_OUT");

	mount("proc", "/proc", "proc", 0, NULL);
	mount("sys", "/sys", "sysfs", 0, NULL);
	mount("dev", "/dev", "devtmpfs", 0, NULL);
	mount("run", "/run", "tmpfs", 0, NULL);
	setenv("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", 1);
	setenv("TMPDIR", "/run", 1);
	if (mount("none", out, "hostfs", 0, out))
		die("hostfs %s", out);
	if (getenv("REFEREE_SEED"))
		reseed(getenv("REFEREE_SEED"));
	run_list(getenv("REFEREE_LIST"), true);
	puts("halt");
	fflush(stdout);
	sync();
	reboot(LINUX_REBOOT_CMD_POWER_OFF);
}

int main(int argc, char **argv)
{
	if (getpid() == 1)
		guest_init();
	if (argc != 2 || !getenv("REFEREE_DUMP")) {
		fprintf(stderr, "usage: REFEREE_DUMP=dump.sh referee LIST\n");
		return 2;
	}
	return run_list(argv[1], false) != 0;
}
