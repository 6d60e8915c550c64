/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Quintet as a library: network namespaces inside your program.
 *
 * A namespace is what `unshare -n` gives, without a kernel: devices, addresses, routes, neighbours,
 * the five hooks, iptables.  Frames go in by a port and come out through a callback; everything is
 * configured by the bytes that the kernel's own tools send (sockopts, netlink messages, files of
 * /proc), so any program or library that can write them can configure a namespace.
 *
 *	quintet_thread_enter();
 *	q = quintet_create(&env);
 *	quintet_port_add(q, "eth0", mac, on_frame, ctx, &port);
 *	… configure by quintet_socket(), quintet_send(), quintet_setsockopt(), quintet_proc_write()
 *	quintet_inject(port, frames, n);	on_frame() is called before it returns
 *	quintet_destroy(q);
 *	quintet_thread_leave();
 *
 * A namespace has no thread, no clock, no file and no randomness of its own: what struct
 * quintet_env, quintet_advance() and the injected frames say is all that it knows, so that the same
 * calls give the same results, bit for bit.
 *
 * Threads.  A namespace belongs to one thread at a time: all calls that concern it (its ports,
 * sockets and hooks included) are made by that thread, callbacks run inside them, and a callback
 * must not destroy what called it.  Different namespaces may run in different threads.
 *
 * Errors are 0 or a negative errno, the kernel's own for the same fault.
 */
#ifndef QUINTET_QUINTET_H
#define QUINTET_QUINTET_H

#include <quintet/net_env.h>

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#define QUINTET_API __attribute__((visibility("default")))

struct quintet;
struct quintet_port;
struct quintet_socket;
struct quintet_hook;

/* ---- threads, namespaces and time ---- */

/** quintet_thread_enter() - once in each thread that uses namespaces, before the first call */
QUINTET_API void quintet_thread_enter(void);
/** quintet_thread_leave() - before such a thread ends */
QUINTET_API void quintet_thread_leave(void);

/**
 * quintet_create() - a namespace with a loopback device that is down, and nothing else
 * @env: copied
 *
 * => NULL without memory.
 */
QUINTET_API struct quintet *quintet_create(const struct quintet_env *env);

/** quintet_destroy() - ends it with its ports, sockets and hooks; NULL is fine */
QUINTET_API void quintet_destroy(struct quintet *q);

/**
 * quintet_advance() - tell the time; timers that are due run, and may transmit
 * @mono_ns: monotonic; an earlier time than before changes nothing
 */
QUINTET_API void quintet_advance(struct quintet *q, uint64_t mono_ns);

/** quintet_next_timer() - when quintet_advance() has something to do; UINT64_MAX: never */
QUINTET_API uint64_t quintet_next_timer(const struct quintet *q);

/* ---- ports: Ethernet devices whose other end is your program ---- */

/**
 * quintet_transmit_fn - a frame leaves by a port
 * @frame: from the Ethernet header on, without checksum; valid during the call
 */
typedef void quintet_transmit_fn(void *ctx, struct quintet_port *port, const uint8_t *frame,
				 size_t len);

/**
 * quintet_port_add() - a device, down until it is set up as any other (RTM_NEWLINK, IFF_UP)
 * @name: at most 15 characters; "%d" in it becomes the lowest free number
 * @mac: six bytes
 * @transmit: NULL: what leaves is forgotten
 * @port: receives it; valid until quintet_port_del() or quintet_destroy(), even when the device is
 *	deleted otherwise
 *
 * => -EEXIST, -EINVAL (not a name for a device), -ENOMEM
 */
QUINTET_API int quintet_port_add(struct quintet *q, const char *name, const uint8_t mac[6],
				 quintet_transmit_fn *transmit, void *ctx,
				 struct quintet_port **port);
/** quintet_port_del() - takes the device away, with its addresses and routes */
QUINTET_API void quintet_port_del(struct quintet_port *port);
QUINTET_API int quintet_port_ifindex(const struct quintet_port *port);

/** struct quintet_frame - bytes from the Ethernet header on; borrowed */
struct quintet_frame {
	const void *data;
	size_t len;
};

/**
 * quintet_inject() - frames arrive on a port, and each runs to its end
 * @count: any number; the effects are those of one call per frame
 *
 * => how many were taken: fewer than @count when the port is down or memory ran out.  A frame that
 *    is shorter than an Ethernet header, or longer than any packet, is taken and forgotten.
 */
QUINTET_API size_t quintet_inject(struct quintet_port *port, const struct quintet_frame *frames,
				  size_t count);

/* ---- configuration: the kernel's interfaces, as root ---- */

/**
 * quintet_socket() - a virtual socket, as socket(2)
 *
 * AF_INET with SOCK_RAW and IPPROTO_RAW for iptables' sockopts; AF_NETLINK with NETLINK_ROUTE for
 * links, addresses, routes, rules and neighbours.  No file descriptor is opened.
 * => -EAFNOSUPPORT, -EPROTONOSUPPORT: not answered here
 */
QUINTET_API int quintet_socket(struct quintet *q, int domain, int type, int protocol,
			       struct quintet_socket **s);
QUINTET_API void quintet_close(struct quintet_socket *s);

/** quintet_setsockopt() - as setsockopt(2); pointers inside the option are followed */
QUINTET_API int quintet_setsockopt(struct quintet_socket *s, int level, int option,
				   const void *value, uint32_t len);
/** quintet_getsockopt() - as getsockopt(2); @len: in: room, out: bytes written */
QUINTET_API int quintet_getsockopt(struct quintet_socket *s, int level, int option, void *value,
				   uint32_t *len);
/** quintet_ioctl() - the interface ioctls (0x89xx), as ioctl(2) */
QUINTET_API int quintet_ioctl(struct quintet_socket *s, unsigned int request, void *argument);

/** quintet_send() - netlink messages in; => bytes taken or a negative errno */
QUINTET_API ssize_t quintet_send(struct quintet_socket *s, const void *messages, size_t len);
/**
 * quintet_recv() - one datagram of netlink messages out
 *
 * => its whole length, which may exceed @len; -EAGAIN: nothing there; -ENOBUFS: events were lost
 */
QUINTET_API ssize_t quintet_recv(struct quintet_socket *s, void *buf, size_t len);
/** quintet_subscribe() - multicast groups of netlink, as the mask of bind(2) */
QUINTET_API int quintet_subscribe(struct quintet_socket *s, uint32_t groups);

/**
 * quintet_proc_read() - a whole file of /proc, as the namespace has it
 * @path: absolute: "/proc/net/snmp", "/proc/sys/net/ipv4/ip_forward"
 * @text: receives malloc(3)ed bytes, ended by a NUL that @len does not count
 *
 * => -ENOENT: no such file; -EXDEV: a file that is not the namespace's
 */
QUINTET_API int quintet_proc_read(struct quintet *q, const char *path, char **text, size_t *len);
/** quintet_proc_write() - one write(2) to such a file */
QUINTET_API int quintet_proc_write(struct quintet *q, const char *path, const char *text);

/* ---- hooks of your own ---- */

enum quintet_verdict { QUINTET_DROP, QUINTET_ACCEPT };

/**
 * struct quintet_packet - what a hook sees
 * @data: from the network header on; read-only, valid during the call
 * @len: bytes at @data
 * @in, @out: names of the devices, NULL where the kernel has none at this hook
 * @mark: may be changed
 */
struct quintet_packet {
	const uint8_t *data;
	size_t len;
	const char *in;
	const char *out;
	uint32_t mark;
};

typedef enum quintet_verdict quintet_hook_fn(void *ctx, struct quintet_packet *packet);

/**
 * quintet_hook_add() - a function of yours between the kernel's
 * @family: NFPROTO_IPV4, …
 * @hook: NF_INET_PRE_ROUTING, …
 * @priority: NF_IP_PRI_FILTER, …; lower ones run first
 * @name: for stories; copied
 *
 * => -EINVAL: no such hook; -ENOMEM
 */
QUINTET_API int quintet_hook_add(struct quintet *q, uint8_t family, unsigned int hook, int priority,
				 const char *name, quintet_hook_fn *fn, void *ctx,
				 struct quintet_hook **out);
QUINTET_API void quintet_hook_del(struct quintet_hook *hook);

/* ---- what happened ---- */

/**
 * quintet_story() - begin (or end) to record the stories of the frames that are injected
 *
 * Ending forgets what was recorded.
 */
QUINTET_API void quintet_story(struct quintet *q, int on);
/**
 * quintet_story_text() - the stories since they were last asked for, as a tree
 *
 * A frame that still waits for a neighbour is told of when it has gone on.  The caller frees the
 * text by free(3).  => NULL without memory
 */
QUINTET_API char *quintet_story_text(struct quintet *q);
/** quintet_story_json() - likewise, one JSON object an event and line */
QUINTET_API char *quintet_story_json(struct quintet *q);

/**
 * quintet_dropped_fn - a packet ended badly
 * @reason: as the kernel calls it, without SKB_DROP_REASON_: "NETFILTER_DROP", "IP_INNOROUTES"
 */
typedef void quintet_dropped_fn(void *ctx, const char *reason);
/** quintet_on_drop() - be told of every packet that is dropped; NULL: no more */
QUINTET_API void quintet_on_drop(struct quintet *q, quintet_dropped_fn *fn, void *ctx);

/** quintet_version() - "0.1.0" */
QUINTET_API const char *quintet_version(void);

#ifdef __cplusplus
}
#endif

#endif
