/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tool side of the wire: abi/endpoint.h's calls, made over a connection.
 *
 * Not thread safe: one caller at a time.  Every call answers -EPIPE once the engine is gone, at
 * once and ever after.
 */
#ifndef QUINTET_RPC_CLIENT_H
#define QUINTET_RPC_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct rpc_client;

/**
 * struct rpc_caller - the program on whose behalf a call is made
 * @copy_from: read the program's memory; 0 or -EFAULT; may be NULL where no address is passed
 * @copy_to: write it
 */
struct rpc_caller {
	uint32_t uid, gid;
	int32_t pid;
	bool cap_net_admin;
	int (*copy_from)(void *ctx, void *dst, uint64_t addr, size_t len);
	int (*copy_to)(void *ctx, uint64_t addr, const void *src, size_t len);
	void *ctx;
};

/**
 * rpc_client_connect() - to the socket at @path
 *
 * => -ENOENT or -ECONNREFUSED: nobody runs there; -EACCES; -EPROTO: another version.
 */
int rpc_client_connect(const char *path, struct rpc_client **client);

/** rpc_client_adopt() - over a connected socket, which is taken over, also in case of an error */
int rpc_client_adopt(int fd, struct rpc_client **client);
void rpc_client_close(struct rpc_client *client);

/** rpc_client_fd() - for poll(2); readable when rpc_client_poll() should be called */
int rpc_client_fd(const struct rpc_client *client);

/** rpc_client_name() - the namespace's name, as it says itself */
const char *rpc_client_name(const struct rpc_client *client);

/** rpc_client_poll() - take in what came unasked; 0 or -EPIPE */
int rpc_client_poll(struct rpc_client *client);

/** rpc_client_woken() - the next endpoint that has something to receive */
bool rpc_client_woken(struct rpc_client *client, uint32_t *ep);

int rpc_socket(struct rpc_client *client, const struct rpc_caller *who, int domain, int type,
	       int protocol, uint32_t *ep);
int rpc_close(struct rpc_client *client, uint32_t ep);
int rpc_setsockopt(struct rpc_client *client, const struct rpc_caller *who, uint32_t ep, int level,
		   int optname, uint64_t optval, uint32_t optlen);
int rpc_getsockopt(struct rpc_client *client, const struct rpc_caller *who, uint32_t ep, int level,
		   int optname, uint64_t optval, uint32_t *optlen);
int rpc_ioctl(struct rpc_client *client, const struct rpc_caller *who, uint32_t ep, uint32_t cmd,
	      uint64_t arg);
int rpc_nl_bind(struct rpc_client *client, const struct rpc_caller *who, uint32_t ep,
		uint32_t portid, uint32_t groups);
int rpc_nl_getsockname(struct rpc_client *client, uint32_t ep, uint32_t *portid, uint32_t *groups);
ssize_t rpc_nl_send(struct rpc_client *client, const struct rpc_caller *who, uint32_t ep,
		    const void *buf, size_t len);

/**
 * rpc_nl_recv() - as ep_nl_recv(); @data points into the client's buffer until the next call
 *
 * => the bytes at @data (the datagram cut to @room), or a negative errno.
 */
ssize_t rpc_nl_recv(struct rpc_client *client, uint32_t ep, size_t room, bool peek,
		    const uint8_t **data, uint32_t *group);

int rpc_proc_stat(struct rpc_client *client, const struct rpc_caller *who, const char *path,
		  uint32_t *mode);
/** rpc_proc_read() - @data points into the client's buffer until the next call */
int rpc_proc_read(struct rpc_client *client, const struct rpc_caller *who, const char *path,
		  const uint8_t **data, size_t *len);
ssize_t rpc_proc_write(struct rpc_client *client, const struct rpc_caller *who, const char *path,
		       const void *buf, size_t len);
/** rpc_proc_list() - names as ep_proc_list() gives them, surely ended by two NULs; the caller
 * frees them */
int rpc_proc_list(struct rpc_client *client, const struct rpc_caller *who, const char *path,
		  char **names);
int rpc_sleep(struct rpc_client *client, uint64_t ns);

/**
 * rpc_local() - the kernel's namespaces in which the programs of this namespace live
 * @user: receives a descriptor of the user namespace, or -1: the caller's own will do
 * @net: receives one of the network namespace
 *
 * Made when first asked for.  => 0; -EOPNOTSUPP and others: there is none, or none can be made.
 */
int rpc_local(struct rpc_client *client, int *user, int *net);

/** rpc_command() - text in, text out; @out is NUL-terminated, the caller frees it */
int rpc_command(struct rpc_client *client, const char *text, char **out);

#endif
