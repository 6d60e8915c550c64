// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Trials, from fork to story.  The child's answer comes through a pipe and begins with a byte: '='
 * for a story, '!' for what is wrong.  A child that does not answer in time is ended.
 */
#include "host/trial.h"

#include "drivers/local.h"
#include "explain/story.h"
#include "host/rawsend.h"
#include "io/io.h"
#include "net/output.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <urcu/rculist.h>

enum { TRIAL_MS = 10000, MAX_WORDS = 64, TRIAL_EVENTS = 1000000 };

/* ---- in the child ---- */

static void devices_text(struct net *net, char *buf, size_t size)
{
	struct net_device *dev;
	size_t n = 0;

	*buf = 0;
	for_each_netdev (net, dev)
		if (n < size)
			n += (size_t)snprintf(buf + n, size - n, "%s%s", n ? ", " : "", dev->name);
}

static void mute_ports(struct net *net)
{
	struct net_device *dev;

	net->log.line = NULL;
	for_each_netdev (net, dev)
		if (io_is_port(dev))
			io_port_mute(dev);
	local_port_mute(net);
}

static int receive(struct net *net, const struct packet_line *p, struct trace_story *log)
{
	struct net_device *dev = dev_get_by_name(net, p->device);
	u8 *bytes;
	struct io_frame frame;
	struct sk_buff *skb;
	int err;

	if (!dev)
		return -ENODEV;
	bytes = malloc(ETH_HLEN + p->len);
	if (!bytes)
		return -ENOMEM;
	memcpy(bytes, p->has_dmac ? p->dmac : dev->dev_addr, ETH_ALEN);
	memcpy(bytes + ETH_ALEN, p->smac, ETH_ALEN);
	put_unaligned_be16(ETH_P_IP, bytes + 2 * ETH_ALEN);
	memcpy(bytes + ETH_HLEN, p->ip, p->len);
	frame = (struct io_frame){.data = bytes, .len = ETH_HLEN + p->len};
	err = io_port_skb(dev, &frame, log, &skb);
	free(bytes);
	if (err)
		return err;
	skb->mark = p->mark;
	netif_receive_skb(skb);
	return 0;
}

static int send_local(struct net *net, const struct packet_line *p, struct trace_story *log)
{
	struct sock *sk = calloc(1, sizeof(*sk));
	u64 id;
	int err;

	if (!sk)
		return -ENOMEM;
	*sk = (struct sock){.refs = 1,
			    .uid = p->uid,
			    .mark = p->mark,
			    .family = AF_INET,
			    .protocol = IPPROTO_RAW,
			    .has_file = true};
	err = raw_send(net, sk, p->ip, p->len, log, &id);
	/* Refused by a rule is a story, not a fault. */
	return log->count ? 0 : err;
}

static int explain_fault(struct net *net, const struct packet_line *p, int err, FILE *out)
{
	char devices[512];

	fputc('!', out);
	switch (err) {
	case -ENODEV:
		devices_text(net, devices, sizeof(devices));
		fprintf(out, "no device '%s' here; there are: %s", p->device, devices);
		break;
	case -EIO:
		fprintf(out, "device %s is down", p->device);
		break;
	case -ENETUNREACH:
		fputs("no route to the destination", out);
		break;
	default:
		fprintf(out, "the packet cannot be sent: %s", strerror(-err));
	}
	return err;
}

static int child(struct net *net, const struct packet_line *p, FILE *out)
{
	struct trace_story *log = trace_story_create(TRIAL_EVENTS);
	struct story s = {.log = log, .number = 1};
	int err = log ? 0 : -ENOMEM;

	mute_ports(net);
	if (!err) {
		log->now_ns = net_shard0(net)->clock.real_ns;
		err = strcmp(p->device, PACKET_LINE_LOCAL) ? receive(net, p, log)
							   : send_local(net, p, log);
	}
	if (err)
		return explain_fault(net, p, err, out);
	fputc('=', out);
	story_render_json(&s, out);
	return 0;
}

/* ---- in the parent ---- */

static u64 now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (u64)t.tv_sec * 1000 + (u64)t.tv_nsec / 1000000;
}

/* Everything from @fd until it ends or time is up; NULL: no memory */
static char *read_answer(int fd)
{
	u64 until = now_ms() + TRIAL_MS;
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	if (!f)
		return NULL;
	for (;;) {
		struct pollfd p = {.fd = fd, .events = POLLIN};
		u64 now = now_ms();
		char buf[4096];
		ssize_t n;

		if (now >= until || poll(&p, 1, (int)(until - now)) <= 0)
			break;
		n = read(fd, buf, sizeof(buf));
		if (n <= 0)
			break;
		fwrite(buf, 1, (size_t)n, f);
	}
	if (fclose(f)) {
		free(text);
		return NULL;
	}
	return text;
}

static int ask_copy(struct net *net, const struct packet_line *p, char **answer)
{
	int fd[2], err;
	pid_t pid;

	if (pipe(fd))
		return -errno;
	fflush(NULL);
	pid = fork();
	if (pid < 0) {
		err = -errno;
		close(fd[0]);
		close(fd[1]);
		return err;
	}
	if (!pid) {
		FILE *out = fdopen(fd[1], "w");
		bool told = out && !child(net, p, out);

		_exit(out && !fclose(out) && told ? 0 : 1);
	}
	close(fd[1]);
	*answer = read_answer(fd[0]);
	close(fd[0]);
	kill(pid, SIGKILL);
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	return *answer ? 0 : -ENOMEM;
}

int trial_run(struct net *net, const struct packet_line *p, char **json, char *why, size_t why_size)
{
	char *answer = NULL;
	int err = ask_copy(net, p, &answer);

	if (err || !answer) {
		err = err ? err : -ENOMEM;
		snprintf(why, why_size, "no copy of the namespace could be made: %s",
			 strerror(-err));
		return err;
	}
	if (*answer == '=') {
		memmove(answer, answer + 1, strlen(answer));
		*json = answer;
		return 0;
	}
	snprintf(why, why_size, "%s", *answer ? answer + 1 : "the copy did not answer");
	free(answer);
	return -EIO;
}

static int parse_words(const char *words, struct packet_line *p, char *why, size_t why_size)
{
	char *copy = strdup(words), *rest = copy, *word[MAX_WORDS];
	int n = 0, err;

	if (!copy)
		return -ENOMEM;
	while (n < MAX_WORDS && (word[n] = strsep(&rest, "\n")))
		n++;
	err = packet_line_parse(word, n, p, why, why_size);
	free(copy);
	return err;
}

int trial_command(struct net *net, const char *words, char **out)
{
	struct packet_line *p = calloc(1, sizeof(*p));
	char why[1024] = "";
	int err;

	if (!p)
		return -ENOMEM;
	err = parse_words(words, p, why, sizeof(why));
	if (!err)
		err = trial_run(net, p, out, why, sizeof(why));
	free(p);
	if (err && asprintf(out, "!%s", why) < 0)
		return -ENOMEM;
	return 0;
}
