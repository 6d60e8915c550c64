// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * quintet replay: somebody's rules, somebody's captures, and what became of the packets.
 *
 * Standard output gets the stories that were asked for, as they are completed, and then the
 * summary; everything else (progress, what the tools say, what -j LOG says) goes to standard error.
 */
#include "host/replay.h"
#include "cli.h"
#include "io/capture.h"
#include "options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <jansson.h>

static const char help[] =
	"Usage: quintet replay --rules FILE… [--net FILE] --in PORT=CAPTURE… [OPTION…]\n"
	"Feed captures to a namespace with these rules and tell what became of the packets.\n\n"
	"  --rules FILE        rules as iptables-save prints them; may be given several times\n"
	"  --net FILE          a shell script of ip commands that sets up addresses and routes;\n"
	"                      without it, packets are forwarded between two ports\n"
	"  --in PORT=CAPTURE   packets that come in by PORT (pcap, pcapng, - for standard input)\n"
	"  --out PORT=CAPTURE  write what leaves by PORT (pcapng)\n"
	"  --port PORT         one more port, for --net\n"
	"  --story WHICH       tell stories: all, drop (of dropped packets), numbers (3,7), or a\n"
	"                      tcpdump filter ('host 10.0.0.5 and port 80')\n"
	"  --json              stories and summary as JSON lines\n"
	"  --log               show what -j LOG and TRACE say\n"
	"  --vector N          hand over up to N packets together (default: 64)\n"
	"  --seed N            seed of every random choice (default: 1)\n"
	"  --help\n\n"
	"Exit status: 0 every packet was passed on or taken in, 1 some were dropped, 2 usage,\n"
	"3 the rules, the network or a capture could not be set up.\n";

struct command {
	struct replay_options opt;
	struct story_choice choice;
	bool json, show_log, progress;
	struct text_style style;
};

/* ---- stories, progress, logs ---- */

static void clear_progress(const struct command *c)
{
	if (c->progress)
		fputs("\r\033[K", stderr);
}

static void print_story(void *ctx, const struct story *s)
{
	struct command *c = ctx;

	clear_progress(c);
	if (c->json) {
		story_render_json(s, stdout);
		return;
	}
	story_render_text(s, &c->style, stdout);
	putchar('\n');
}

static void print_progress(void *ctx, u64 done, u64 total, u64 packets)
{
	if (total)
		fprintf(stderr, "\r%llu packets, %llu %%", (unsigned long long)packets,
			(unsigned long long)(100 * done / total));
	else
		fprintf(stderr, "\r%llu packets", (unsigned long long)packets);
}

static void print_log(void *ctx, int level, const char *text)
{
	struct command *c = ctx;

	if (!c->show_log)
		return;
	clear_progress(c);
	fprintf(stderr, "log: %s\n", text);
}

/* ---- the summary as text ---- */

static const char *amount(u64 n, char *buf, size_t size)
{
	static const char *const unit[] = {"B", "kB", "MB", "GB", "TB"};
	double v = (double)n;
	size_t u = 0;

	for (; v >= 10000 && u < ARRAY_SIZE(unit) - 1; u++)
		v /= 1000;
	snprintf(buf, size, u ? "%.1f %s" : "%.0f %s", v, unit[u]);
	return buf;
}

static void heading(const struct command *c, const char *text)
{
	printf(c->style.color ? "\n\033[1m%s\033[0m\n" : "\n%s\n", text);
}

static void text_totals(const struct replay_summary *s)
{
	char bytes[32];

	printf("%llu packets (%s) in %.3f s: %llu passed on, %llu taken in here, %llu dropped\n",
	       (unsigned long long)s->packets, amount(s->bytes, bytes, sizeof(bytes)),
	       (double)(s->last_ns - s->first_ns) / 1e9, (unsigned long long)s->sent,
	       (unsigned long long)s->local, (unsigned long long)s->dropped);
	if (s->refused)
		printf("%llu too short to be a frame\n", (unsigned long long)s->refused);
	if (s->cut)
		printf("%llu were captured cut short: what is missing counts as zeros\n",
		       (unsigned long long)s->cut);
	if (s->skipped)
		printf("%llu left out: link type %u%s%s%s cannot be made Ethernet\n",
		       (unsigned long long)s->skipped, s->skipped_link,
		       capture_link_name(s->skipped_link) ? " (" : "",
		       capture_link_name(s->skipped_link) ?: "",
		       capture_link_name(s->skipped_link) ? ")" : "");
	if (*s->damage)
		printf("%s\n", s->damage);
}

static void text_rules(const struct command *c, const struct replay_summary *s)
{
	size_t count;
	const struct rule_text *t = rule_texts_all(s->rules, &count);
	const char *table = "";

	if (!count)
		return;
	heading(c, "Verdicts by rule (packets, bytes)");
	for (size_t i = 0; i < count; i++) {
		bool user = !strcmp(t[i].text, "-") && !t[i].number;
		char where[80];

		if (strcmp(table, t[i].table))
			printf("  %s\n", t[i].table);
		table = t[i].table;
		if (!t[i].packets || user)
			continue;
		if (t[i].number)
			snprintf(where, sizeof(where), "%s %u", t[i].chain, t[i].number);
		else
			snprintf(where, sizeof(where), "%s policy", t[i].chain);
		printf("%12llu %14llu  %-24s %s\n", (unsigned long long)t[i].packets,
		       (unsigned long long)t[i].bytes, where, t[i].text);
	}
}

static void text_reasons(const struct command *c, const struct replay_summary *s)
{
	if (!s->dropped)
		return;
	heading(c, "Why packets were dropped");
	for (u32 r = 0; r < SKB_DROP_REASON_MAX; r++)
		if (s->reason[r])
			printf("%12llu  %s: %s\n", (unsigned long long)s->reason[r],
			       drop_reason_name(r), drop_reason_text(r));
}

static void text_talkers(const struct command *c, const struct replay_summary *s)
{
	char title[80], bytes[32], addr[INET_ADDRSTRLEN];

	if (!s->talkers)
		return;
	snprintf(title, sizeof(title), "Top talkers (of %llu sources)",
		 (unsigned long long)s->sources);
	heading(c, title);
	for (u32 i = 0; i < s->talkers; i++) {
		const struct replay_talker *t = &s->talker[i];

		printf("  %-16s %10llu packets %12s %10llu dropped\n",
		       inet_ntop(AF_INET, &t->addr, addr, sizeof(addr)),
		       (unsigned long long)t->packets, amount(t->bytes, bytes, sizeof(bytes)),
		       (unsigned long long)t->dropped);
	}
}

static void text_ports(const struct command *c, const struct replay_summary *s)
{
	const struct gateway *g = &c->opt.gateway;
	char in[32], out[32];

	heading(c, "Ports");
	for (u32 i = 0; i < g->ports; i++) {
		const struct replay_port *p = &s->port[i];

		printf("  %-16s in %10llu packets %12s   out %10llu packets %12s\n", g->port[i],
		       (unsigned long long)p->in_packets, amount(p->in_bytes, in, sizeof(in)),
		       (unsigned long long)p->out_packets, amount(p->out_bytes, out, sizeof(out)));
	}
}

static void print_text(const struct command *c, const struct replay_summary *s)
{
	text_totals(s);
	text_rules(c, s);
	text_reasons(c, s);
	text_talkers(c, s);
	text_ports(c, s);
}

/* ---- the summary as JSON ---- */

#define NUM(n) ((json_int_t)(n))

static json_t *json_rules(const struct replay_summary *s)
{
	json_t *list = json_array();
	size_t count;
	const struct rule_text *t = rule_texts_all(s->rules, &count);

	for (size_t i = 0; i < count; i++)
		json_array_append_new(list,
				      json_pack("{s:s, s:s, s:I, s:s, s:I, s:I}", "table",
						t[i].table, "chain", t[i].chain, "number",
						NUM(t[i].number), "rule", t[i].text, "packets",
						NUM(t[i].packets), "bytes", NUM(t[i].bytes)));
	return list;
}

static json_t *json_reasons(const struct replay_summary *s)
{
	json_t *o = json_object();

	for (u32 r = 0; r < SKB_DROP_REASON_MAX; r++)
		if (s->reason[r])
			json_object_set_new(o, drop_reason_name(r),
					    json_integer(NUM(s->reason[r])));
	return o;
}

static json_t *json_talkers(const struct replay_summary *s)
{
	json_t *list = json_array();

	for (u32 i = 0; i < s->talkers; i++) {
		const struct replay_talker *t = &s->talker[i];
		char addr[INET_ADDRSTRLEN];

		inet_ntop(AF_INET, &t->addr, addr, sizeof(addr));
		json_array_append_new(list, json_pack("{s:s, s:I, s:I, s:I}", "address", addr,
						      "packets", NUM(t->packets), "bytes",
						      NUM(t->bytes), "dropped", NUM(t->dropped)));
	}
	return list;
}

static json_t *json_ports(const struct command *c, const struct replay_summary *s)
{
	json_t *o = json_object();

	for (u32 i = 0; i < c->opt.gateway.ports; i++) {
		const struct replay_port *p = &s->port[i];

		json_object_set_new(o, c->opt.gateway.port[i],
				    json_pack("{s:I, s:I, s:I, s:I}", "in_packets",
					      NUM(p->in_packets), "in_bytes", NUM(p->in_bytes),
					      "out_packets", NUM(p->out_packets), "out_bytes",
					      NUM(p->out_bytes)));
	}
	return o;
}

static void print_json(const struct command *c, const struct replay_summary *s)
{
	json_t *o = json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "packets",
			      NUM(s->packets), "bytes", NUM(s->bytes), "passed", NUM(s->sent),
			      "local", NUM(s->local), "dropped", NUM(s->dropped), "refused",
			      NUM(s->refused), "cut", NUM(s->cut), "skipped", NUM(s->skipped),
			      "duration_ns", NUM(s->last_ns - s->first_ns));
	json_t *line;

	json_object_set_new(o, "damage", *s->damage ? json_string(s->damage) : json_null());
	json_object_set_new(o, "rules", json_rules(s));
	json_object_set_new(o, "reasons", json_reasons(s));
	json_object_set_new(o, "sources", json_integer(NUM(s->sources)));
	json_object_set_new(o, "talkers", json_talkers(s));
	json_object_set_new(o, "ports", json_ports(c, s));
	line = json_pack("{s:o}", "summary", o);
	json_dumpf(line, stdout, JSON_COMPACT);
	putchar('\n');
	json_decref(line);
}

/* ---- options ---- */

enum {
	OPT_RULES = 256,
	OPT_NET,
	OPT_IN,
	OPT_OUT,
	OPT_PORT,
	OPT_STORY,
	OPT_JSON,
	OPT_LOG,
	OPT_VECTOR,
	OPT_SEED,
	OPT_HELP
};

static const struct option options[] = {
	{"rules", required_argument, NULL, OPT_RULES},
	{"net", required_argument, NULL, OPT_NET},
	{"in", required_argument, NULL, OPT_IN},
	{"out", required_argument, NULL, OPT_OUT},
	{"port", required_argument, NULL, OPT_PORT},
	{"story", required_argument, NULL, OPT_STORY},
	{"json", no_argument, NULL, OPT_JSON},
	{"log", no_argument, NULL, OPT_LOG},
	{"vector", required_argument, NULL, OPT_VECTOR},
	{"seed", required_argument, NULL, OPT_SEED},
	{"help", no_argument, NULL, OPT_HELP},
	{0},
};

static bool take_port(struct command *c, char *name, u32 *port)
{
	*port = gateway_port(&c->opt.gateway, name);
	if (*port == NO_GATEWAY_PORT)
		say_error("replay: too many ports");
	return *port != NO_GATEWAY_PORT;
}

/* "eth0=a.pcap"; the ports that receive must come first, so --in is looked at in a first round */
static bool take_file(struct command *c, const char *option, char *arg, struct replay_file *v,
		      u32 *n)
{
	char *eq = strchr(arg, '=');

	if (!eq || eq == arg || !eq[1]) {
		say_error("replay: %s takes PORT=CAPTURE, not '%s'", option, arg);
		return false;
	}
	if (*n == REPLAY_MAX_CAPTURES) {
		say_error("replay: too many captures");
		return false;
	}
	v[*n].path = eq + 1;
	*eq = 0;
	return take_port(c, arg, &v[(*n)++].port);
}

static bool take_rules(struct command *c, const char *file)
{
	if (access(file, R_OK)) {
		say_error("%s: %s", file, strerror(errno));
		return false;
	}
	if (c->opt.gateway.n_rules == GATEWAY_MAX_RULES) {
		say_error("replay: too many rule files");
		return false;
	}
	c->opt.gateway.rules[c->opt.gateway.n_rules++] = file;
	return true;
}

static bool take_input(struct command *c, int opt)
{
	if (opt == OPT_IN) {
		if (!take_file(c, "--in", optarg, c->opt.in, &c->opt.n_in))
			return false;
		c->opt.gateway.inputs = c->opt.gateway.ports;
	}
	return opt != '?';
}

static bool take_other(struct command *c, int opt)
{
	u64 n = 0;
	u32 port;

	switch (opt) {
	case OPT_RULES:
		return take_rules(c, optarg);
	case OPT_NET:
		c->opt.gateway.net = optarg;
		return true;
	case OPT_OUT:
		return take_file(c, "--out", optarg, c->opt.out, &c->opt.n_out);
	case OPT_PORT:
		return take_port(c, optarg, &port);
	case OPT_STORY:
		return story_option(optarg, &c->choice);
	case OPT_VECTOR:
		if (!number_option("--vector", optarg, 1, SKB_VEC_MAX, &n))
			return false;
		c->opt.vector = (unsigned int)n;
		return true;
	case OPT_SEED:
		return number_option("--seed", optarg, 0, UINT64_MAX, &c->opt.seed);
	case OPT_JSON:
		c->json = true;
		return true;
	case OPT_LOG:
		c->show_log = true;
		return true;
	}
	return true;
}

static bool each_option(struct command *c, int argc, char **argv,
			bool (*take)(struct command *c, int opt), int *help_asked)
{
	int opt;

	optind = 1;
	while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (opt == OPT_HELP)
			*help_asked = 1;
		else if (!take(c, opt))
			return false;
	}
	return true;
}

static bool take_options(struct command *c, int argc, char **argv, int *help_asked)
{
	if (!each_option(c, argc, argv, take_input, help_asked) || *help_asked)
		return !!*help_asked;
	if (!each_option(c, argc, argv, take_other, help_asked))
		return false;
	if (optind < argc) {
		say_error("replay: what is '%s' for? (quintet replay --help)", argv[optind]);
		return false;
	}
	if (!c->opt.n_in || !c->opt.gateway.n_rules) {
		say_error("replay: %s is needed (quintet replay --help)",
			  c->opt.n_in ? "--rules FILE" : "--in PORT=CAPTURE");
		return false;
	}
	c->opt.stories = c->choice.which;
	c->opt.chosen = c->choice.number;
	c->opt.filter = c->choice.filter;
	return true;
}

/* ---- the command ---- */

static int run(struct command *c)
{
	struct replay_summary sum;
	char why[1024] = "";
	int err = replay(&c->opt, STDERR_FILENO, &sum, why, sizeof(why)), ret;

	clear_progress(c);
	if (err) {
		say_error("%s", why);
		replay_summary_fini(&sum);
		return err == -EINVAL ? EXIT_USAGE : EXIT_SETUP;
	}
	if (c->json)
		print_json(c, &sum);
	else
		print_text(c, &sum);
	ret = sum.dropped ? EXIT_DIFFERS : EXIT_OK;
	replay_summary_fini(&sum);
	return ret;
}

int cmd_replay(int argc, char **argv)
{
	struct command c = {.opt = {.exec = supervise,
				    .vector = SKB_VEC_MAX,
				    .seed = 1,
				    .story = print_story,
				    .log = print_log},
			    .progress = isatty(STDERR_FILENO),
			    .style = text_style_for(stdout)};
	int help_asked = 0, ret = EXIT_USAGE;

	c.opt.ctx = &c;
	c.opt.progress = c.progress ? print_progress : NULL;
	if (take_options(&c, argc, argv, &help_asked)) {
		if (help_asked)
			fputs(help, stdout);
		ret = help_asked ? EXIT_OK : run(&c);
	}
	free(c.choice.number);
	return ret;
}
