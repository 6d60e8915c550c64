// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Replay: captures are merged by time and fed to the ports they belong to, the clock follows their
 * stamps, and everything that is said about the packets is counted on the way.
 *
 * A packet's fate is known when its vector has run: dropped if its own sk_buff was, else sent if a
 * frame left because of it, else it ended here.  Packets of the same port and stamp go in together.
 */
#include "host/replay.h"

#include "host/dump.h"
#include "io/capture.h"

#include <pcap/pcap.h>
#include <stdarg.h>
#include <stdlib.h>

#define FRAME_ROOM     (65535u + 64u)
#define PROGRESS_EVERY 4096u

/** struct source - a capture that is being read; @pkt is its next packet, if @more */
struct source {
	const struct replay_file *file;
	struct capture *cap;
	struct capture_packet pkt;
	bool more;
};

/** struct talkers - source addresses, a hash table with open addressing */
struct talkers {
	struct replay_talker *slot;
	size_t count, room; /* room: a power of two */
};

struct replaying {
	struct replay_options *opt;
	struct replay_summary *sum;
	char *why;
	size_t why_size;
	struct lab *lab;
	struct source source[REPLAY_MAX_CAPTURES];
	struct pcapng_writer *writer[GATEWAY_MAX_PORTS];
	struct talkers talkers;
	struct rule_texts *rules;
	struct bpf_program filter;
	bool filtered;

	/* The vector that is being put together or runs */
	struct lab_input input[SKB_VEC_MAX];
	u8 *frame; /* SKB_VEC_MAX of FRAME_ROOM bytes */
	u32 wire_len[SKB_VEC_MAX];
	bool chosen[SKB_VEC_MAX], dropped[SKB_VEC_MAX], left[SKB_VEC_MAX];
	unsigned int inputs;
	u64 vector_ns;
	u64 number;
};

static __printf(3, 4) int fail(struct replaying *r, int err, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(r->why, r->why_size, fmt, ap);
	va_end(ap);
	return err;
}

/* ---- sources ---- */

static void next_of(struct source *s)
{
	s->more = capture_next(s->cap, &s->pkt) > 0;
}

static int open_sources(struct replaying *r)
{
	for (u32 i = 0; i < r->opt->n_in; i++) {
		struct source *s = &r->source[i];
		char what[300];
		int err;

		s->file = &r->opt->in[i];
		err = capture_open(s->file->path, &s->cap, what, sizeof(what));
		if (err)
			return fail(r, err, "%s: %s", s->file->path, what);
		next_of(s);
	}
	return 0;
}

/* The source whose next packet is the earliest; the first of several */
static struct source *earliest(struct replaying *r)
{
	struct source *best = NULL;

	for (u32 i = 0; i < r->opt->n_in; i++) {
		struct source *s = &r->source[i];

		if (s->more && (!best || s->pkt.time_ns < best->pkt.time_ns))
			best = s;
	}
	return best;
}

static void note_damage(struct replaying *r)
{
	for (u32 i = 0; i < r->opt->n_in; i++) {
		const char *damage = r->source[i].cap ? capture_damage(r->source[i].cap) : NULL;

		if (damage && !*r->sum->damage)
			snprintf(r->sum->damage, sizeof(r->sum->damage), "%s is damaged: %s",
				 r->source[i].file->path, damage);
	}
}

static void report_progress(struct replaying *r)
{
	u64 done = 0, total = 0;

	for (u32 i = 0; i < r->opt->n_in; i++) {
		u64 t;

		done += capture_progress(r->source[i].cap, &t);
		total += t;
	}
	r->opt->progress(r->opt->ctx, done, total, r->sum->packets);
}

/* ---- talkers ---- */

static bool talkers_grow(struct talkers *t)
{
	struct talkers bigger = {.room = t->room ? 2 * t->room : 1024};

	bigger.slot = calloc(bigger.room, sizeof(*bigger.slot));
	if (!bigger.slot)
		return false;
	for (size_t i = 0; i < t->room; i++) {
		size_t h = t->slot[i].addr * 2654435761u;

		if (!t->slot[i].packets)
			continue;
		while (bigger.slot[h & (bigger.room - 1)].packets)
			h++;
		bigger.slot[h & (bigger.room - 1)] = t->slot[i];
	}
	bigger.count = t->count;
	free(t->slot);
	*t = bigger;
	return true;
}

static void count_talker(struct talkers *t, __be32 addr, u32 bytes, bool dropped)
{
	size_t h = addr * 2654435761u;
	struct replay_talker *s;

	if (2 * (t->count + 1) > t->room && !talkers_grow(t))
		return;
	for (;; h++) {
		s = &t->slot[h & (t->room - 1)];
		if (!s->packets || s->addr == addr)
			break;
	}
	t->count += !s->packets;
	s->addr = addr;
	s->packets++;
	s->bytes += bytes;
	s->dropped += dropped;
}

static bool talks_more(const struct replay_talker *a, const struct replay_talker *b)
{
	if (a->packets != b->packets)
		return a->packets > b->packets;
	return ntohl(a->addr) < ntohl(b->addr);
}

static void top_talkers(const struct talkers *t, struct replay_summary *sum)
{
	sum->sources = t->count;
	for (size_t i = 0; i < t->room; i++) {
		u32 at = sum->talkers;

		if (!t->slot[i].packets)
			continue;
		while (at > 0 && talks_more(&t->slot[i], &sum->talker[at - 1]))
			at--;
		if (at == REPLAY_TALKERS)
			continue;
		if (sum->talkers < REPLAY_TALKERS)
			sum->talkers++;
		memmove(&sum->talker[at + 1], &sum->talker[at],
			(sum->talkers - 1 - at) * sizeof(sum->talker[0]));
		sum->talker[at] = t->slot[i];
	}
}

/* ---- a vector ---- */

static bool number_chosen(const struct replaying *r, u64 number)
{
	for (const u64 *n = r->opt->chosen; n && *n; n++)
		if (*n == number)
			return true;
	return false;
}

static bool packet_chosen(struct replaying *r, u64 number, const u8 *frame, u32 len, u32 wire_len)
{
	const struct pcap_pkthdr h = {.caplen = len, .len = wire_len};

	if (r->filtered)
		return pcap_offline_filter(&r->filter, &h, frame);
	return number_chosen(r, number);
}

static bool story_chosen(void *ctx, u64 number)
{
	struct replaying *r = ctx;

	for (unsigned int i = 0; i < r->inputs; i++)
		if (r->input[i].number == number)
			return r->chosen[i];
	return false;
}

static struct lab_input *input_of(struct replaying *r, u64 number)
{
	if (!r->inputs || number < r->input[0].number)
		return NULL;
	number -= r->input[0].number;
	return number < r->inputs ? &r->input[number] : NULL;
}

static void on_drop(void *ctx, u64 number, bool own, enum skb_drop_reason reason)
{
	struct replaying *r = ctx;
	struct lab_input *in = input_of(r, number);

	if (!in || !own || reason == SKB_DROP_REASON_LOCAL_SINK)
		return;
	r->dropped[in - r->input] = true;
	r->sum->reason[reason]++;
}

static void on_output(void *ctx, const struct lab_output *out)
{
	struct replaying *r = ctx;
	struct lab_input *in = input_of(r, out->number);
	struct replay_port *p = &r->sum->port[out->port];
	char comment[32];

	p->out_packets++;
	p->out_bytes += out->len;
	if (in)
		r->left[in - r->input] = true;
	else
		r->sum->made++;
	if (!r->writer[out->port])
		return;
	snprintf(comment, sizeof(comment), "in=%llu", (unsigned long long)out->number);
	pcapng_packet(r->writer[out->port], 0, r->vector_ns, out->data, out->len, comment);
}

static void count_input(struct replaying *r, unsigned int i)
{
	const struct lab_input *in = &r->input[i];
	ssize_t ip = capture_to_ip(LINK_ETHERNET, in->data, in->len);
	__be32 saddr;

	if (in->result)
		r->sum->refused++;
	else if (r->dropped[i])
		r->sum->dropped++;
	else if (r->left[i])
		r->sum->sent++;
	else
		r->sum->local++;
	if (ip < 0 || in->len < ip + sizeof(struct iphdr) || in->data[ip] >> 4 != 4)
		return;
	memcpy(&saddr, in->data + ip + offsetof(struct iphdr, saddr), sizeof(saddr));
	count_talker(&r->talkers, saddr, r->wire_len[i], r->dropped[i]);
}

static void run_vector(struct replaying *r)
{
	if (!r->inputs)
		return;
	memset(r->dropped, 0, sizeof(r->dropped));
	memset(r->left, 0, sizeof(r->left));
	lab_advance(r->lab, LAB_START_MONO_NS + NSEC_PER_SEC + r->vector_ns - r->sum->first_ns);
	lab_feed(r->lab, r->input, r->inputs);
	lab_drain(r->lab, on_output, r);
	for (unsigned int i = 0; i < r->inputs; i++)
		count_input(r, i);
	r->inputs = 0;
}

/* ---- a packet ---- */

/* => the frame's length, made of what was captured and zeros for what was cut off */
static ssize_t make_frame(struct replaying *r, const struct source *s, u8 *frame)
{
	static const u8 us[6] = {2, 0, 0, 0, 0, 1}, them[6] = {2, 0, 0, 0, 1, 1};
	const struct capture_packet *p = &s->pkt;
	ssize_t len = capture_to_ethernet(p->link, p->data, p->len, us, them, frame, FRAME_ROOM);
	u32 missing = p->wire_len > p->len ? p->wire_len - p->len : 0;

	if (len < 0)
		return len;
	if (missing && (size_t)len + missing <= FRAME_ROOM) {
		memset(frame + len, 0, missing);
		len += missing;
		r->sum->cut++;
	}
	return len;
}

static void take_packet(struct replaying *r, const struct source *s)
{
	u8 *frame = r->frame + (size_t)r->inputs * FRAME_ROOM;
	ssize_t len;

	r->number++;
	len = make_frame(r, s, frame);
	if (len < 0) {
		/* Keep the numbers of a vector without gaps. */
		run_vector(r);
		r->sum->skipped++;
		r->sum->skipped_link = s->pkt.link;
		return;
	}
	r->input[r->inputs] = (struct lab_input){
		.number = r->number, .port = s->file->port, .data = frame, .len = (u32)len};
	r->wire_len[r->inputs] = (u32)len;
	r->chosen[r->inputs] = r->opt->stories == LAB_STORIES_CHOSEN &&
			       packet_chosen(r, r->number, frame, (u32)len, (u32)len);
	r->vector_ns = s->pkt.time_ns;
	r->inputs++;
	r->sum->packets++;
	r->sum->bytes += (u64)len;
	r->sum->port[s->file->port].in_packets++;
	r->sum->port[s->file->port].in_bytes += (u64)len;
	r->sum->last_ns = s->pkt.time_ns;
}

static bool joins_vector(const struct replaying *r, const struct source *s)
{
	return r->inputs && r->inputs < r->opt->vector && r->input[0].port == s->file->port &&
	       r->vector_ns == s->pkt.time_ns;
}

static void feed(struct replaying *r)
{
	struct source *s;

	while ((s = earliest(r))) {
		if (!joins_vector(r, s))
			run_vector(r);
		take_packet(r, s);
		next_of(s);
		if (r->opt->progress && r->number % PROGRESS_EVERY == 0)
			report_progress(r);
	}
	run_vector(r);
	if (r->opt->progress)
		report_progress(r);
}

/* ---- set-up ---- */

static int compile_filter(struct replaying *r)
{
	pcap_t *p;
	int err = 0;

	if (!r->opt->filter)
		return 0;
	p = pcap_open_dead(DLT_EN10MB, FRAME_ROOM);
	if (!p)
		return fail(r, -ENOMEM, "no memory for the filter");
	if (pcap_compile(p, &r->filter, r->opt->filter, 1, PCAP_NETMASK_UNKNOWN))
		err = fail(r, -EINVAL, "'%s' is no tcpdump filter: %s", r->opt->filter,
			   pcap_geterr(p));
	r->filtered = !err;
	pcap_close(p);
	return err;
}

static int open_writers(struct replaying *r)
{
	for (u32 i = 0; i < r->opt->n_out; i++) {
		const struct replay_file *f = &r->opt->out[i];
		struct capture_port port = {.link = LINK_ETHERNET};
		int err;

		snprintf(port.name, sizeof(port.name), "%s", r->opt->gateway.port[f->port]);
		err = pcapng_create(f->path, &port, 1, &r->writer[f->port]);
		if (err)
			return fail(r, err, "%s: %s", f->path, strerror(-err));
	}
	return 0;
}

static int close_writers(struct replaying *r)
{
	int err = 0;

	for (u32 i = 0; i < r->opt->n_out; i++) {
		const struct replay_file *f = &r->opt->out[i];
		int e = pcapng_close(r->writer[f->port]);

		r->writer[f->port] = NULL;
		if (e && !err)
			err = fail(r, e, "%s: %s", f->path, strerror(-e));
	}
	return err;
}

static int read_rules(struct replaying *r, int log, struct rule_texts **rules)
{
	char *text;
	int err = dump_rules(r->lab, log, &text);

	if (err)
		return fail(r, err, "iptables-save failed");
	*rules = rule_texts_parse(text);
	free(text);
	return *rules ? 0 : fail(r, -ENOMEM, "no memory for the rules");
}

static void pass_story(void *ctx, const struct story *s)
{
	struct replaying *r = ctx;

	r->opt->story(r->opt->ctx, s);
}

static void pass_log(void *ctx, int level, const char *text)
{
	struct replaying *r = ctx;

	if (r->opt->log)
		r->opt->log(r->opt->ctx, level, text);
}

static int set_up(struct replaying *r, int log)
{
	struct source *first = earliest(r);
	const struct lab_options opt = {
		.real_ns = first && first->pkt.time_ns > 2 * NSEC_PER_SEC
				   ? first->pkt.time_ns - NSEC_PER_SEC
				   : 0,
		.seed = r->opt->seed,
		.exec = r->opt->exec,
		.log = pass_log,
		.stories = r->opt->stories,
		.chosen = story_chosen,
		.story = pass_story,
		.ctx = r,
	};
	int err = lab_create(&opt, &r->lab);

	if (err)
		return fail(r, err, "no namespace: %s", strerror(-err));
	r->sum->first_ns = r->sum->last_ns = first ? first->pkt.time_ns : 0;
	err = gateway_set_up(&r->opt->gateway, r->lab, log, r->why, r->why_size);
	if (err)
		return err;
	lab_on_drop(r->lab, on_drop, r);
	err = read_rules(r, log, &r->rules);
	if (err)
		return err;
	lab_set_rules(r->lab, r->rules);
	lab_drain(r->lab, NULL, NULL);
	return 0;
}

static int replay_all(struct replaying *r, int log)
{
	int err = open_sources(r);

	if (!err)
		err = set_up(r, log);
	if (!err)
		err = open_writers(r);
	if (err)
		return err;
	feed(r);
	note_damage(r);
	top_talkers(&r->talkers, r->sum);
	return read_rules(r, log, &r->sum->rules);
}

int replay(struct replay_options *opt, int log, struct replay_summary *sum, char *why,
	   size_t why_size)
{
	struct replaying r = {.opt = opt, .sum = sum, .why = why, .why_size = why_size};
	int err, close_err;

	*sum = (struct replay_summary){0};
	if (gateway_complete(&opt->gateway))
		return fail(&r, -EINVAL, "the forwarder has two ports; describe others by --net");
	r.frame = malloc((size_t)SKB_VEC_MAX * FRAME_ROOM);
	err = r.frame ? compile_filter(&r) : fail(&r, -ENOMEM, "no memory");
	if (!err)
		err = replay_all(&r, log);
	lab_destroy(r.lab);
	close_err = close_writers(&r);
	if (r.filtered)
		pcap_freecode(&r.filter);
	for (u32 i = 0; i < opt->n_in; i++)
		capture_close(r.source[i].cap);
	rule_texts_free(r.rules);
	free(r.talkers.slot);
	free(r.frame);
	return err ? err : close_err;
}

void replay_summary_fini(struct replay_summary *sum)
{
	rule_texts_free(sum->rules);
	sum->rules = NULL;
}
