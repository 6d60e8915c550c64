// SPDX-License-Identifier: GPL-2.0-or-later
/* References to sockets as packets know them; see sock.h. */
#include "skb/sock.h"

#include <stdlib.h>

void sock_put(struct sock *sk)
{
	if (!sk || __atomic_sub_fetch(&sk->refs, 1, __ATOMIC_ACQ_REL))
		return;
	free((void *)sk->groups);
	free(sk);
}
