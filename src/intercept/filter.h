/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The seccomp filter: which system calls the supervisor hears of. */
#ifndef QUINTET_INTERCEPT_FILTER_H
#define QUINTET_INTERCEPT_FILTER_H

#include <stdbool.h>

/**
 * struct filter_options - what decides the filter's shape
 * @base_fd: first number of replacement descriptors
 * @private_net: the program has a kernel network namespace of its own, in which ordinary
 *               AF_INET sockets are harmless
 * @virtual_time: sleeps are trapped
 */
struct filter_options {
	int base_fd;
	bool private_net;
	bool virtual_time;
};

/**
 * filter_install() - build the filter and put it on this process, for ever
 *
 * Sets no_new_privs.  => the listener (close on exec), or a negative errno: -EBUSY when a filter
 * with a listener is on this process already.
 */
int filter_install(const struct filter_options *opt);

#endif
