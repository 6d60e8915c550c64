// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Running a case, step by step as the referee does it on a kernel:
 *
 *	loopback up, the quiet settings, the ports open
 *	sh -e net.sh
 *	a settling pause; what the stack itself sent is thrown away
 *	sh -e setup.sh
 *	the packets, from just behind the next clock tick on; before-N.sh before packet N
 *	the dumps
 *
 * Packets that have the same port and time, with no script between them, go in together; what
 * leaves is told apart by its cause, so that the trace does not depend on it.
 */
#include "host/casefolder.h"

#include "abi/endpoint.h"
#include "host/dump.h"
#include "io/capture.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SETTLE_NS = 50000000, TICK_NS = 10000000 };

struct case_packet {
	u32 port;
	u64 time_ns;
	const u8 *data;
	u32 len;
};

/**
 * struct one_case - a case that is being run
 * @log: what the scripts print
 * @answered: did anything come out for the input that is being written down?
 */
struct one_case {
	const char *dir, *out;
	const struct case_options *opt;
	char *why;
	size_t why_size;

	struct capture *cap;
	const struct capture_port *port;
	u32 ports;
	struct case_packet *packet;
	size_t packets;

	struct lab *lab;
	int log;
	FILE *trace, *story;
	struct pcapng_writer *pcapng;

	struct lab_input input[SKB_VEC_MAX];
	unsigned int inputs, next_input;
	u64 time_ns; /* of the packets that are in */
	bool answered;
};

static __printf(3, 4) int fail(struct one_case *c, int err, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(c->why, c->why_size, fmt, ap);
	va_end(ap);
	return err;
}

/* ---- the capture ---- */

static int read_packets(struct one_case *c)
{
	struct capture_packet p;
	size_t room = 0;

	while (capture_next(c->cap, &p) > 0) {
		if (c->packets == room) {
			struct case_packet *more;

			room = room ? 2 * room : 64;
			more = realloc(c->packet, room * sizeof(*more));
			if (!more)
				return fail(c, -ENOMEM, "no memory for the packets");
			c->packet = more;
		}
		c->packet[c->packets++] = (struct case_packet){
			.port = p.port, .time_ns = p.time_ns, .data = p.data, .len = p.len};
	}
	c->port = capture_ports(c->cap, &c->ports);
	if (capture_damage(c->cap))
		return fail(c, -EBADMSG, "in.pcapng: %s", capture_damage(c->cap));
	return 0;
}

static int open_capture(struct one_case *c)
{
	char path[4096], what[256];
	int err;

	snprintf(path, sizeof(path), "%s/in.pcapng", c->dir);
	err = capture_open(path, &c->cap, what, sizeof(what));
	if (err)
		return fail(c, err, "in.pcapng: %s", what);
	return read_packets(c);
}

/* ---- what comes out ---- */

static void write_hex(FILE *f, const u8 *data, u32 len)
{
	static const char digit[] = "0123456789abcdef";
	char line[512];
	size_t n = 0;

	for (u32 i = 0; i < len; i++) {
		line[n++] = digit[data[i] >> 4];
		line[n++] = digit[data[i] & 15];
		if (n == sizeof(line)) {
			fwrite(line, 1, n, f);
			n = 0;
		}
	}
	fwrite(line, 1, n, f);
}

static const char *input_port(const struct one_case *c, const struct lab_input *in)
{
	return c->port[in->port].name;
}

static void write_output(struct one_case *c, const char *from, const struct lab_output *out)
{
	char comment[32];

	snprintf(comment, sizeof(comment), "in=%llu", (unsigned long long)out->number);
	pcapng_packet(c->pcapng, out->port, c->time_ns, out->data, out->len, comment);
	fprintf(c->trace, "%llu %s > %s ", (unsigned long long)out->number, from,
		c->port[out->port].name);
	write_hex(c->trace, out->data, out->len);
	fputc('\n', c->trace);
}

/* The lines of an input that need no output: that it was refused, that nothing came. */
static void begin_input(struct one_case *c, const struct lab_input *in)
{
	c->answered = false;
	if (in->result < 0)
		fprintf(c->trace, "%llu %s > !%s\n", (unsigned long long)in->number,
			input_port(c, in), strerrorname_np(-in->result));
}

static void end_input(struct one_case *c, const struct lab_input *in)
{
	if (!c->answered && in->result >= 0)
		fprintf(c->trace, "%llu %s > -\n", (unsigned long long)in->number,
			input_port(c, in));
}

/* Outputs come by input: whatever inputs lie before this one are complete. */
static void input_output(void *ctx, const struct lab_output *out)
{
	struct one_case *c = ctx;

	while (c->input[c->next_input].number < out->number) {
		end_input(c, &c->input[c->next_input++]);
		begin_input(c, &c->input[c->next_input]);
	}
	c->answered = true;
	write_output(c, input_port(c, &c->input[c->next_input]), out);
}

static void write_outputs(struct one_case *c)
{
	c->next_input = 0;
	begin_input(c, &c->input[0]);
	lab_drain(c->lab, input_output, c);
	while (c->next_input + 1 < c->inputs) {
		end_input(c, &c->input[c->next_input++]);
		begin_input(c, &c->input[c->next_input]);
	}
	end_input(c, &c->input[c->next_input]);
}

static void own_output(void *ctx, const struct lab_output *out)
{
	write_output(ctx, "-", out);
}

static void write_story(void *ctx, const struct story *s)
{
	struct one_case *c = ctx;
	static const struct text_style plain;

	if (!c->story)
		return;
	if (c->opt->json)
		story_render_json(s, c->story);
	else
		story_render_text(s, &plain, c->story);
}

static bool story_chosen(void *ctx, u64 number)
{
	const struct one_case *c = ctx;

	for (const u64 *n = c->opt->chosen; *n; n++)
		if (*n == number)
			return true;
	return false;
}

static FILE *open_out(struct one_case *c, const char *name)
{
	char path[4200];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", c->out, name);
	f = fopen(path, "we");
	if (!f)
		fail(c, -errno, "%s: %s", path, strerror(errno));
	return f;
}

/* A story of an earlier run must not stand beside this one's trace. */
static void remove_out(struct one_case *c, const char *name)
{
	char path[4200];

	snprintf(path, sizeof(path), "%s/%s", c->out, name);
	unlink(path);
}

static int open_outputs(struct one_case *c)
{
	const char *story = c->opt->json ? "story.jsonl" : "story.txt";
	char path[4200];
	int err;

	if (mkdir(c->out, 0777) && errno != EEXIST)
		return fail(c, -errno, "%s: %s", c->out, strerror(errno));
	remove_out(c, "story.txt");
	remove_out(c, "story.jsonl");
	snprintf(path, sizeof(path), "%s/log", c->out);
	c->log = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0666);
	if (c->log < 0)
		return fail(c, -errno, "%s: %s", path, strerror(errno));
	c->trace = open_out(c, "trace.txt");
	if (c->opt->stories)
		c->story = open_out(c, story);
	if (!c->trace || (c->opt->stories && !c->story))
		return -EIO;
	snprintf(path, sizeof(path), "%s/out.pcapng", c->out);
	err = pcapng_create(path, c->port, c->ports, &c->pcapng);
	return err ? fail(c, err, "%s: %s", path, strerror(-err)) : 0;
}

static int close_outputs(struct one_case *c)
{
	int err = pcapng_close(c->pcapng);

	if (c->trace && (ferror(c->trace) | fclose(c->trace)))
		err = -EIO;
	if (c->story && (ferror(c->story) | fclose(c->story)))
		err = -EIO;
	if (c->log >= 0)
		close(c->log);
	c->pcapng = NULL;
	c->trace = c->story = NULL;
	c->log = -1;
	return err;
}

/* ---- the set-up ---- */

/* A quiet stack: nothing is sent, dropped or rate limited on its own account. */
static void quiet_settings(struct lab *lab)
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

	/* What is not there yet (IPv6, bridges) needs no quieting. */
	for (size_t i = 0; i < ARRAY_SIZE(set); i++)
		lab_sysctl(lab, set[i][0], set[i][1]);
}

static bool case_has(const struct one_case *c, const char *name)
{
	char path[4200];

	snprintf(path, sizeof(path), "%s/%s", c->dir, name);
	return !access(path, R_OK);
}

static int open_ports(struct one_case *c)
{
	for (u32 i = 0; i < c->ports; i++) {
		const struct capture_port *p = &c->port[i];
		u32 index;
		int err;

		if (p->link == LINK_RAW)
			err = lab_port_local(c->lab, p->name, case_has(c, "keep-local"), &index);
		else if (p->link == LINK_ETHERNET)
			err = lab_port(c->lab, p->name, &index);
		else
			return fail(c, -EBADMSG, "in.pcapng: port %s is of link type %u", p->name,
				    p->link);
		if (err)
			return fail(c, err, "port %s: %s", p->name, strerror(-err));
	}
	return 0;
}

/* => the script's exit status, or a negative errno */
static int run_script(struct one_case *c, const char *option, const char *name)
{
	char path[300], *argv[] = {(char *)"sh", (char *)option, path, NULL};
	char *plain[] = {(char *)"sh", path, NULL};

	snprintf(path, sizeof(path), "./%s", name);
	return lab_run(c->lab, c->dir, option ? argv : plain, c->log, -1);
}

static int must_run(struct one_case *c, const char *name)
{
	int status = run_script(c, "-e", name);

	if (status < 0)
		return fail(c, status, "%s could not be run: %s", name, strerror(-status));
	if (status == 125)
		return fail(c, -ECANCELED, "%s could not be run: see %s/log", name, c->out);
	if (status)
		return fail(c, -ECANCELED, "%s failed with status %d: see %s/log", name, status,
			    c->out);
	return 0;
}

static int set_up(struct one_case *c)
{
	const struct lab_options opt = {
		.seed = c->opt->seed,
		.exec = c->opt->exec,
		.stories = c->opt->stories,
		.chosen = story_chosen,
		.story = write_story,
		.ctx = c,
	};
	int err = lab_create(&opt, &c->lab);

	if (err)
		return fail(c, err, "no namespace: %s", strerror(-err));
	quiet_settings(c->lab);
	err = open_ports(c);
	if (!err && case_has(c, "net.sh"))
		err = must_run(c, "net.sh");
	if (err)
		return err;
	lab_advance(c->lab, lab_now(c->lab) + SETTLE_NS);
	lab_drain(c->lab, NULL, NULL);
	return must_run(c, "setup.sh");
}

/* ---- the packets ---- */

static bool has_before(const struct one_case *c, u64 number)
{
	char name[40];

	snprintf(name, sizeof(name), "before-%llu.sh", (unsigned long long)number);
	return case_has(c, name);
}

static void run_before(struct one_case *c, u64 number)
{
	char name[40];

	snprintf(name, sizeof(name), "before-%llu.sh", (unsigned long long)number);
	if (case_has(c, name) && run_script(c, NULL, name))
		fprintf(c->trace, "# ./%s failed\n", name);
}

/* May packet @i go in together with the one before it? */
static bool same_vector(const struct one_case *c, size_t i)
{
	const struct case_packet *p = &c->packet[i];

	return p->port == p[-1].port && p->time_ns == p[-1].time_ns && !has_before(c, i + 1);
}

static size_t feed_vector(struct one_case *c, size_t i)
{
	c->inputs = 0;
	do {
		const struct case_packet *p = &c->packet[i];

		c->input[c->inputs++] = (struct lab_input){
			.number = i + 1, .port = p->port, .data = p->data, .len = p->len};
		i++;
	} while (i < c->packets && c->inputs < c->opt->vector && same_vector(c, i));
	lab_feed(c->lab, c->input, c->inputs);
	write_outputs(c);
	return i;
}

static void feed(struct one_case *c)
{
	/* Off the tick: a packet due on it might see either jiffy on a real kernel. */
	u64 start = (lab_now(c->lab) / TICK_NS + 1) * TICK_NS + TICK_NS / 20;

	for (size_t i = 0; i < c->packets;) {
		u64 at = c->packet[i].time_ns - c->packet[0].time_ns;

		/* An earlier time than the first packet's is no time to wait for. */
		if ((s64)at > 0)
			lab_advance(c->lab, start + at);
		else
			lab_advance(c->lab, start);
		run_before(c, i + 1);
		c->time_ns = c->packet[i].time_ns;
		lab_drain(c->lab, own_output, c);
		i = feed_vector(c, i);
	}
}

/* ---- the whole ---- */

static int run_it(struct one_case *c)
{
	int err = open_capture(c);

	if (!err)
		err = open_outputs(c);
	/* Scripts may leave files of their own beside ours. */
	if (!err && setenv("OUT", c->out, 1))
		err = fail(c, -ENOMEM, "no memory");
	if (!err)
		err = set_up(c);
	if (err)
		return err;
	feed(c);
	err = dump_state(c->lab, c->out, c->log);
	return err ? fail(c, err, "the rules could not be dumped: see %s/log", c->out) : 0;
}

int case_run(const char *dir, const char *out, const struct case_options *opt, char *why,
	     size_t why_size)
{
	struct one_case c = {
		.dir = dir, .out = out, .opt = opt, .why = why, .why_size = why_size, .log = -1};
	int err = run_it(&c), close_err;

	lab_destroy(c.lab);
	close_err = close_outputs(&c);
	if (!err && close_err)
		err = fail(&c, close_err, "%s: %s", out, strerror(-close_err));
	capture_close(c.cap);
	free(c.packet);
	return err;
}
