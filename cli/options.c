// SPDX-License-Identifier: GPL-2.0-or-later
/* Arguments of options, and the supervisor of programs that run, replay and trace start. */
#include "options.h"

#include "cli.h"
#include "intercept/intercept.h"

#include <stdlib.h>
#include <sys/wait.h>

bool number_option(const char *name, const char *arg, u64 lowest, u64 highest, u64 *n)
{
	char *end;

	errno = 0;
	*n = strtoull(arg, &end, 0);
	if (*arg >= '0' && *arg <= '9' && !*end && !errno && *n >= lowest && *n <= highest)
		return true;
	if (highest == UINT64_MAX)
		say_error("%s takes a number, not '%s'", name, arg);
	else
		say_error("%s takes a number from %llu to %llu, not '%s'", name,
			  (unsigned long long)lowest, (unsigned long long)highest, arg);
	return false;
}

static size_t count_of(const char *s, char c)
{
	size_t n = 0;

	for (; *s; s++)
		n += *s == c;
	return n;
}

static bool numbers(const char *arg, struct story_choice *choice)
{
	u64 *v = calloc(count_of(arg, ',') + 2, sizeof(*v));
	size_t n = 0;
	char *end;

	if (!v)
		return false;
	do {
		v[n] = strtoull(arg, &end, 10);
		if (!v[n++] || (*end && *end != ',')) {
			say_error("--story: packets are numbered from 1, '%s' is none", arg);
			free(v);
			return false;
		}
		arg = end + 1;
	} while (*end);
	choice->which = LAB_STORIES_CHOSEN;
	choice->number = v;
	return true;
}

bool story_option(const char *arg, struct story_choice *choice)
{
	free(choice->number);
	*choice = (struct story_choice){.which = LAB_STORIES_ALL};
	if (!strcmp(arg, "all"))
		return true;
	if (!strcmp(arg, "drop")) {
		choice->which = LAB_STORIES_DROPPED;
		return true;
	}
	if (*arg && !arg[strspn(arg, "0123456789,")])
		return numbers(arg, choice);
	choice->which = LAB_STORIES_CHOSEN;
	choice->filter = arg;
	return true;
}

int supervise(int fd, char **argv)
{
	const struct intercept_options opt = {.name = "run", .fd = fd, .virtual_time = true};
	int status, err = intercept_run(&opt, argv, &status);

	if (err) {
		say_error("%s cannot be run here: %s", argv[0], strerror(-err));
		return 125;
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
