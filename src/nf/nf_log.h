/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Packet logs (-j LOG, TRACE): a line in the kernel's form to the namespace's log, and an event in
 * the packet's story.
 */
#ifndef QUINTET_NF_LOG_H
#define QUINTET_NF_LOG_H

#include "nf/netfilter.h"

/**
 * nf_log_packet() - "PREFIXIN=eth0 OUT= MAC=… SRC=… …" as the kernel's nf_log_syslog writes it
 * @by: "LOG", "TRACE"
 * @logflags: NF_LOG_* (linux/netfilter/nf_log.h)
 */
void nf_log_packet(struct net *net, u8 pf, unsigned int hooknum, const struct sk_buff *skb,
		   const struct net_device *in, const struct net_device *out, const char *by,
		   int level, unsigned int logflags, const char *prefix);

#endif
