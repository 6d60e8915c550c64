/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside, iptables and its family mean the legacy tools. */
#ifndef QUINTET_INTERCEPT_LEGACY_H
#define QUINTET_INTERCEPT_LEGACY_H

/**
 * legacy_prepare() - make links in the runtime directory @rundir and put them first on PATH
 *
 * What cannot be made is left out: a machine without a tool has no link for it.
 */
void legacy_prepare(const char *rundir);

/**
 * legacy_mount() - let absolute paths mean them, too, by a copy of /etc/alternatives in @rundir
 *
 * Needs the right to make a mount namespace; without it PATH must do.
 */
void legacy_mount(const char *rundir);

#endif
