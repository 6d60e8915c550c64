/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What several sub-commands share: arguments of options, and how a program gets its supervisor. */
#ifndef QUINTET_CLI_OPTIONS_H
#define QUINTET_CLI_OPTIONS_H

#include "host/lab.h"

/**
 * struct story_choice - an argument of --story
 * @number: for LAB_STORIES_CHOSEN: numbers ended by 0, to be freed
 * @filter: for LAB_STORIES_CHOSEN: else a tcpdump filter, borrowed
 */
struct story_choice {
	enum lab_stories which;
	u64 *number;
	const char *filter;
};

/** story_option() - "all", "drop", "3,7", else a filter; => false: said what is wrong */
bool story_option(const char *arg, struct story_choice *choice);

/** number_option() - @arg as a number in a range; => false: said what is wrong with @name */
bool number_option(const char *name, const char *arg, u64 lowest, u64 highest, u64 *n);

/** supervise() - a lab_exec_fn: interception in virtual time */
int supervise(int fd, char **argv);

#endif
