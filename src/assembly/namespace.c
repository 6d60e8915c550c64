// SPDX-License-Identifier: GPL-2.0-or-later
/* Makes a namespace of all modules and takes it down in the reverse order; see namespace.h. */
#include "assembly/namespace.h"

#include "assembly/modules.h"

static void exit_modules(struct net *net, unsigned int count)
{
	while (count--)
		if (net_modules[count].exit)
			net_modules[count].exit(net);
}

struct net *namespace_create(const struct quintet_env *env)
{
	struct net *net = net_create(env, 1);

	if (!net)
		return NULL;
	for (unsigned int i = 0; i < net_modules_count; i++) {
		int err = net_modules[i].init(net);

		if (err) {
			log_line(&net->log, LOG_ERR_, "%s: %s", net_modules[i].name,
				 strerror(-err));
			exit_modules(net, i);
			net_destroy(net);
			return NULL;
		}
	}
	return net;
}

void namespace_destroy(struct net *net)
{
	if (!net)
		return;
	exit_modules(net, net_modules_count);
	net_destroy(net);
}
