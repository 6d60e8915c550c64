// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * quintet run: case folders, each in a process of its own, several at a time.
 *
 * A case's process writes its files and says one line; this one deals out the cases, collects what
 * became of them, and compares with what was expected if asked to.
 */
#include "cli.h"
#include "host/casefolder.h"
#include "options.h"

#include <dirent.h>
#include <getopt.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char help[] =
	"Usage: quintet run [OPTION…] DIR…\n"
	"Run case folders: a namespace is set up by DIR/net.sh and DIR/setup.sh, the packets of\n"
	"DIR/in.pcapng go in, and OUT/NAME/ receives trace.txt, out.pcapng, iptables and log.\n\n"
	"  -o, --out OUT       where the results go (default: out)\n"
	"  -j, --jobs N        so many cases at a time (default: one for each processor)\n"
	"      --expect DIR    compare each file of DIR/NAME/ with the result\n"
	"      --story WHICH   write stories: all, drop (of dropped packets), or numbers: 3,7\n"
	"      --json          stories as JSON lines (story.jsonl), not as text (story.txt)\n"
	"      --vector N      hand over up to N packets together (default: 64)\n"
	"      --seed N        seed of every random choice (default: 1)\n"
	"      --help\n\n"
	"Exit status: 0 all went well, 1 a result differs from what is expected, 2 usage,\n"
	"3 a case could not be set up.\n";

/**
 * struct job - a case that runs
 * @pid: 0: the place is free
 */
struct job {
	pid_t pid;
	const char *dir;
	char out[4096];
	double began;
};

struct run {
	struct case_options opt;
	const char *out, *expect;
	struct story_choice choice;
	long jobs;
	struct job job[64];
	int worst;
};

static double now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* ---- one case, in its own process ---- */

static int one_case(const struct run *r, const char *dir, const char *out)
{
	char why[4096] = "";
	int err = case_run(dir, out, &r->opt, why, sizeof(why));

	if (!err)
		return EXIT_OK;
	say_error("%s: %s", dir, why);
	return EXIT_SETUP;
}

/* ---- what was expected ---- */

static bool same_files(const char *a, const char *b)
{
	FILE *f = fopen(a, "re"), *g = fopen(b, "re");
	bool same = f && g;

	while (same) {
		int x = getc(f), y = getc(g);

		same = x == y;
		if (x == EOF)
			break;
	}
	if (f)
		fclose(f);
	if (g)
		fclose(g);
	return same;
}

static bool as_expected(const struct run *r, const struct job *job)
{
	char dir[4096], want[8500], got[8500];
	const char *name = strrchr(job->out, '/') + 1;
	bool same = true;
	struct dirent *e;
	DIR *d;

	snprintf(dir, sizeof(dir), "%s/%s", r->expect, name);
	d = opendir(dir);
	if (!d) {
		say_error("%s: nothing is expected of it: %s", job->dir, strerror(errno));
		return false;
	}
	while ((e = readdir(d))) {
		if (e->d_name[0] == '.')
			continue;
		snprintf(want, sizeof(want), "%s/%s", dir, e->d_name);
		snprintf(got, sizeof(got), "%s/%s", job->out, e->d_name);
		if (same_files(want, got))
			continue;
		say_error("%s: %s differs from %s", job->dir, got, want);
		same = false;
	}
	closedir(d);
	return same;
}

/* ---- dealing out ---- */

static void finish(struct run *r, struct job *job, int status)
{
	int code = WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_SETUP;
	const char *word = code ? "FAIL" : "ok";

	if (!WIFEXITED(status))
		say_error("%s: ended by signal %d", job->dir, WTERMSIG(status));
	if (!code && r->expect && !as_expected(r, job)) {
		code = EXIT_DIFFERS;
		word = "DIFFERS";
	}
	if (code > r->worst)
		r->worst = code;
	printf("%s %s %.3f\n", word, job->dir, now_s() - job->began);
	fflush(stdout);
	job->pid = 0;
}

static void wait_for_one(struct run *r)
{
	int status;
	pid_t pid = wait(&status);

	for (long i = 0; i < r->jobs; i++)
		if (pid > 0 && r->job[i].pid == pid)
			finish(r, &r->job[i], status);
}

static struct job *free_job(struct run *r)
{
	for (;;) {
		for (long i = 0; i < r->jobs; i++)
			if (!r->job[i].pid)
				return &r->job[i];
		wait_for_one(r);
	}
}

static bool any_runs(const struct run *r)
{
	for (long i = 0; i < r->jobs; i++)
		if (r->job[i].pid)
			return true;
	return false;
}

static void begin(struct run *r, const char *dir)
{
	struct job *job = free_job(r);
	char copy[4096];

	snprintf(copy, sizeof(copy), "%s", dir);
	job->dir = dir;
	job->began = now_s();
	snprintf(job->out, sizeof(job->out), "%.2000s/%.2000s", r->out, basename(copy));
	fflush(NULL);
	job->pid = fork();
	if (job->pid < 0) {
		say_error("%s: %s", dir, strerror(errno));
		r->worst = EXIT_SETUP;
		job->pid = 0;
	} else if (!job->pid) {
		exit(one_case(r, dir, job->out));
	}
}

/* Cases change into their folders: what was given relative to here must still be found. */
static char *absolute(const char *path)
{
	char here[4096], *full;

	if (*path == '/')
		return strdup(path);
	if (!getcwd(here, sizeof(here)) || asprintf(&full, "%s/%s", here, path) < 0)
		return NULL;
	return full;
}

static int run_all(struct run *r, char **dirs)
{
	char *out = absolute(r->out);

	if (!out || (mkdir(out, 0777) && errno != EEXIST)) {
		say_error("%s: %s", r->out, strerror(errno));
		free(out);
		return EXIT_SETUP;
	}
	r->out = out;
	for (; *dirs; dirs++)
		begin(r, *dirs);
	while (any_runs(r))
		wait_for_one(r);
	free(out);
	return r->worst;
}

/* ---- options ---- */

enum { OPT_EXPECT = 256, OPT_STORY, OPT_JSON, OPT_VECTOR, OPT_SEED, OPT_HELP };

static const struct option options[] = {
	{"out", required_argument, NULL, 'o'},
	{"jobs", required_argument, NULL, 'j'},
	{"expect", required_argument, NULL, OPT_EXPECT},
	{"story", required_argument, NULL, OPT_STORY},
	{"json", no_argument, NULL, OPT_JSON},
	{"vector", required_argument, NULL, OPT_VECTOR},
	{"seed", required_argument, NULL, OPT_SEED},
	{"help", no_argument, NULL, OPT_HELP},
	{0},
};

/* => false: the option's argument is no good, and that has been said */
static bool take_option(struct run *r, int opt)
{
	u64 n = 0;

	switch (opt) {
	case 'o':
		r->out = optarg;
		return true;
	case 'j':
		if (!number_option("-j", optarg, 1, ARRAY_SIZE(r->job), &n))
			return false;
		r->jobs = (long)n;
		return true;
	case OPT_EXPECT:
		r->expect = optarg;
		return true;
	case OPT_STORY:
		return story_option(optarg, &r->choice);
	case OPT_JSON:
		r->opt.json = true;
		return true;
	case OPT_VECTOR:
		if (!number_option("--vector", optarg, 1, SKB_VEC_MAX, &n))
			return false;
		r->opt.vector = (unsigned int)n;
		return true;
	case OPT_SEED:
		return number_option("--seed", optarg, 0, UINT64_MAX, &r->opt.seed);
	}
	return false;
}

int cmd_run(int argc, char **argv)
{
	struct run r = {.opt = {.vector = SKB_VEC_MAX, .seed = 1, .exec = supervise},
			.out = "out",
			.jobs = sysconf(_SC_NPROCESSORS_ONLN)};
	int opt, ret;

	r.jobs = r.jobs < 1			    ? 1
		 : r.jobs > (long)ARRAY_SIZE(r.job) ? (long)ARRAY_SIZE(r.job)
						    : r.jobs;
	while ((opt = getopt_long(argc, argv, "o:j:", options, NULL)) != -1) {
		if (opt == OPT_HELP) {
			fputs(help, stdout);
			return 0;
		}
		if (!take_option(&r, opt))
			return EXIT_USAGE;
	}
	if (optind == argc || r.choice.filter) {
		say_error(optind == argc ? "run: which case folders? (quintet run --help)"
					 : "run: stories are chosen by number, all or drop");
		return EXIT_USAGE;
	}
	r.opt.stories = r.choice.which;
	r.opt.chosen = r.choice.number;
	ret = run_all(&r, argv + optind);
	free(r.choice.number);
	return ret;
}
