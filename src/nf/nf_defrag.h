/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Defragmentation before everything else at PRE_ROUTING and LOCAL_OUT, for those who must see whole
 * datagrams: connection tracking, -m socket, TPROXY.
 *
 * Nobody pays for it until somebody enables it.  Owner's thread.
 */
#ifndef QUINTET_NF_NF_DEFRAG_H
#define QUINTET_NF_NF_DEFRAG_H

#include "net/net.h"

/** nf_defrag_ipv4_enable() - one more user; => 0 or the errno of registering the hooks */
int __must_check nf_defrag_ipv4_enable(struct net *net);
/** nf_defrag_ipv4_disable() - one user less; fragments that wait time out */
void nf_defrag_ipv4_disable(struct net *net);

#endif
