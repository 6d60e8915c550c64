/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The engine side of the rpc: a listening socket in an event loop, behind it abi/endpoint.h.
 *
 * A connection is one supervisor (or one command line).  The endpoints that it opens belong to it
 * and are closed with it.  All work is done on the loop's thread, one request at a time, so that
 * every request sees and leaves a whole namespace.
 */
#ifndef QUINTET_HOST_SERVER_H
#define QUINTET_HOST_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct eventloop;
struct net;
struct server;

/**
 * struct server_ops - what the host adds to the endpoint's calls
 * @sleep: a program sleeps in virtual time: let @ns pass; NULL refuses with -EOPNOTSUPP
 * @command: a line of text from `quintet down`, `ls`, `trace`; @out receives malloc(3)ed text;
 *           NULL refuses
 * @local: the kernel's namespaces in which programs live, as rpc_local(); the descriptors are
 *         borrowed; NULL refuses
 * @ctx: handed to all
 */
struct server_ops {
	int (*sleep)(void *ctx, uint64_t ns);
	int (*command)(void *ctx, const char *text, char **out);
	int (*local)(void *ctx, int *user, int *net);
	void *ctx;
};

/**
 * server_create() - serve @net in @loop
 * @name: what the namespace calls itself, copied
 * @ops: copied; may be NULL
 */
struct server *server_create(struct eventloop *loop, struct net *net, const char *name,
			     const struct server_ops *ops);
/** server_destroy() - closes every connection and its endpoints, removes the listening socket */
void server_destroy(struct server *srv);

/**
 * server_listen() - at a path of the file system, for this user and root only
 *
 * => -EADDRINUSE: somebody serves there; a socket that nobody serves any more is replaced.
 */
int server_listen(struct server *srv, const char *path);

/** server_listening() - has server_listen() succeeded? */
bool server_listening(const struct server *srv);

/** server_adopt() - serve a socket that is connected already, as one end of a socketpair(2); it
 * is taken over, also in case of an error */
int server_adopt(struct server *srv, int fd);

#endif
