// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * quintet trace: what would become of a packet that is described in a line.
 *
 * A running namespace is asked over its socket; without one, a namespace is set up from files for
 * this packet alone.  Either way the story comes as JSON lines, and is read back here to be shown
 * as text, beside the rules as iptables-save prints them.
 */
#include "cli.h"
#include "host/dump.h"
#include "host/gateway.h"
#include "host/trial.h"
#include "intercept/intercept.h"
#include "options.h"
#include "rpc/client.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static const char help[] =
	"Usage: quintet trace [--json] NAME PACKET\n"
	"       quintet trace [--json] --rules FILE… [--net FILE] PACKET\n"
	"Show what a packet would meet, without changing any counter or state.\n\n"
	"PACKET is DEVICE PROTOCOL SOURCE DESTINATION [WORD…], for example\n"
	"  eth0 tcp 10.0.0.5:40000 203.0.113.10:80 flags=syn\n"
	"  eth0 icmp 10.0.0.5 203.0.113.10 type=echo-request ttl=1\n"
	"  local udp 10.0.0.1:5353 10.0.0.5:53        (sent by this host)\n"
	"WORDs: ttl= tos= dscp= id= len= df frag= data= mark= uid= csum=bad src-mac= dst-mac=\n"
	"       tcp: flags= seq= ack= win= mss=   icmp: type= code=\n\n"
	"  --rules FILE   rules as iptables-save prints them, in a namespace of their own\n"
	"  --net FILE     a shell script of ip commands for it; without it, two ports eth0 and\n"
	"                 eth1 forward to each other\n"
	"  --port PORT    one more port, for --net\n"
	"  --json         the story as JSON lines\n"
	"  --help\n\n"
	"Exit status: 0 passed on or taken in, 1 dropped, 2 usage, 3 no such namespace, or it "
	"could\n"
	"not be set up.\n";

struct command {
	struct gateway gateway;
	bool json;
	char **word;
	int words;
};

/* ---- showing it ---- */

static int fate_code(const struct story *s)
{
	return story_fate(s, story_root(s), NULL) == STORY_DROPPED ? EXIT_DIFFERS : EXIT_OK;
}

static int show(const struct command *c, const char *json, const char *save)
{
	struct trace_story *log = trace_story_create(1000000);
	struct rule_texts *rules = rule_texts_parse(save);
	struct story s = {.log = log, .rules = rules};
	struct text_style style = text_style_for(stdout);
	int ret = EXIT_SETUP;

	if (!log || !rules || story_parse_json(json, log, &s.number) || !log->count) {
		say_error("trace: the story cannot be read");
	} else {
		if (c->json)
			fputs(json, stdout);
		else
			story_render_text(&s, &style, stdout);
		ret = fate_code(&s);
	}
	trace_story_destroy(log);
	rule_texts_free(rules);
	return ret;
}

/* ---- a running namespace ---- */

static char *join_words(const struct command *c)
{
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	if (!f)
		return NULL;
	fputs("trace", f);
	for (int i = 0; i < c->words; i++)
		fprintf(f, "%c%s", i ? '\n' : ' ', c->word[i]);
	return fclose(f) ? NULL : text;
}

static _Noreturn void save_rules(const char *name, int fd)
{
	const struct intercept_options opt = {.name = name, .fd = -1};
	char *argv[] = {(char *)"iptables-legacy-save", NULL};
	int status;

	dup2(fd, STDOUT_FILENO);
	_exit(intercept_run(&opt, argv, &status) || status);
}

/* The rules of a running namespace as text; "" when they cannot be had: a story does without. */
static char *rules_of(const char *name)
{
	int fd = memfd_create("rules", MFD_CLOEXEC), status;
	char *text = NULL;
	off_t len = 0;
	pid_t pid;

	if (fd < 0)
		return strdup("");
	fflush(NULL);
	pid = fork();
	if (!pid)
		save_rules(name, fd);
	if (pid > 0 && waitpid(pid, &status, 0) == pid && !status)
		len = lseek(fd, 0, SEEK_END);
	text = calloc(1, (size_t)len + 1);
	if (text && pread(fd, text, (size_t)len, 0) != len)
		*text = 0;
	close(fd);
	return text;
}

static int ask(struct command *c, const char *name, char **answer)
{
	struct rpc_client *client;
	char *request = join_words(c);
	int ret = request ? connect_to(name, &client) : EXIT_SETUP, err;

	if (ret) {
		free(request);
		return ret;
	}
	err = rpc_command(client, request, answer);
	rpc_client_close(client);
	free(request);
	if (!err)
		return EXIT_OK;
	say_error("namespace '%s' does not answer: %s", name, strerror(-err));
	return EXIT_SETUP;
}

static int trace_running(struct command *c)
{
	const char *name = c->word[0];
	char *answer, *save;
	int ret;

	c->word++;
	c->words--;
	ret = ask(c, name, &answer);
	if (ret)
		return ret;
	if (*answer == '!') {
		say_error("trace: %s", answer + 1);
		free(answer);
		return EXIT_USAGE;
	}
	save = c->json ? strdup("") : rules_of(name);
	ret = save ? show(c, answer, save) : EXIT_SETUP;
	free(save);
	free(answer);
	return ret;
}

/* ---- a namespace of its own ---- */

static int try_in_lab(struct command *c, struct lab *lab, const struct packet_line *p)
{
	char why[1024] = "", *json, *save;
	int ret = gateway_set_up(&c->gateway, lab, STDERR_FILENO, why, sizeof(why));

	if (!ret)
		ret = dump_rules(lab, STDERR_FILENO, &save);
	if (ret) {
		say_error("trace: %s", *why ? why : "iptables-save failed");
		return EXIT_SETUP;
	}
	ret = trial_run(lab_net(lab), p, &json, why, sizeof(why));
	if (ret) {
		say_error("trace: %s", why);
		free(save);
		return EXIT_USAGE;
	}
	ret = show(c, json, save);
	free(json);
	free(save);
	return ret;
}

static int trace_alone(struct command *c)
{
	const struct lab_options opt = {.seed = 1, .exec = supervise};
	struct packet_line *p = calloc(1, sizeof(*p));
	struct lab *lab;
	char why[512];
	int ret;

	if (!p || packet_line_parse(c->word, c->words, p, why, sizeof(why))) {
		say_error("trace: %s", p ? why : "no memory");
		free(p);
		return EXIT_USAGE;
	}
	if (!c->gateway.net && !c->gateway.ports)
		gateway_port(&c->gateway, "eth0");
	if (gateway_complete(&c->gateway)) {
		say_error("trace: the forwarder has two ports; describe others by --net");
		free(p);
		return EXIT_USAGE;
	}
	ret = lab_create(&opt, &lab);
	if (ret) {
		say_error("trace: no namespace: %s", strerror(-ret));
		free(p);
		return EXIT_SETUP;
	}
	ret = try_in_lab(c, lab, p);
	lab_destroy(lab);
	free(p);
	return ret;
}

/* ---- options ---- */

enum { OPT_RULES = 256, OPT_NET, OPT_PORT, OPT_JSON, OPT_HELP };

static const struct option options[] = {
	{"rules", required_argument, NULL, OPT_RULES}, {"net", required_argument, NULL, OPT_NET},
	{"port", required_argument, NULL, OPT_PORT},   {"json", no_argument, NULL, OPT_JSON},
	{"help", no_argument, NULL, OPT_HELP},	       {0},
};

static bool take_option(struct command *c, int opt)
{
	switch (opt) {
	case OPT_RULES:
		if (c->gateway.n_rules == GATEWAY_MAX_RULES || access(optarg, R_OK)) {
			say_error("%s: %s", optarg,
				  errno ? strerror(errno) : "too many rule files");
			return false;
		}
		c->gateway.rules[c->gateway.n_rules++] = optarg;
		return true;
	case OPT_NET:
		c->gateway.net = optarg;
		return true;
	case OPT_PORT:
		if (gateway_port(&c->gateway, optarg) != NO_GATEWAY_PORT)
			return true;
		say_error("trace: too many ports");
		return false;
	case OPT_JSON:
		c->json = true;
		return true;
	}
	return false;
}

int cmd_trace(int argc, char **argv)
{
	struct command c = {.json = false};
	bool alone;
	int opt;

	/* "+": what follows the first word belongs to the packet */
	while ((opt = getopt_long(argc, argv, "+", options, NULL)) != -1) {
		if (opt == OPT_HELP) {
			fputs(help, stdout);
			return EXIT_OK;
		}
		if (!take_option(&c, opt))
			return EXIT_USAGE;
	}
	c.word = argv + optind;
	c.words = argc - optind;
	alone = c.gateway.n_rules || c.gateway.net;
	if (c.words < (alone ? 4 : 5)) {
		say_error("trace: %s DEVICE PROTOCOL SOURCE DESTINATION [WORD…] is needed",
			  alone ? "" : "NAME");
		return EXIT_USAGE;
	}
	return alone ? trace_alone(&c) : trace_running(&c);
}
