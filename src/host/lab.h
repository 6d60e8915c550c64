/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A namespace on the bench: ports whose frames are fed in and caught, virtual time, programs that
 * run inside it, and the stories of chosen packets.  `run`, `replay` and `trace` stand on it.
 *
 * Time moves only by lab_advance() and by programs that sleep.  A port is an Ethernet device whose
 * other end is the bench, or the port `local`: what is fed there is sent by a raw socket of uid 0,
 * and what is delivered to this host comes out of it.
 *
 *	lab_create(), lab_port()…, lab_run()…		set-up
 *	lab_feed(), lab_drain()			for each vector
 *	lab_destroy()
 */
#ifndef QUINTET_HOST_LAB_H
#define QUINTET_HOST_LAB_H

#include "explain/story.h"
#include "net/net.h"

#define LAB_START_REAL_NS 1700000000000000000ull
#define LAB_START_MONO_NS 10000000000ull
#define LAB_MAX_PORTS	  256u

struct lab;

/**
 * lab_exec_fn - be the supervisor of a program
 * @fd: leads to the namespace; taken over
 * @argv: what to run
 *
 * Called in a process of its own, whose exit status is what this returns: the program's as a shell
 * has it, or 125 when interception does not work.
 */
typedef int lab_exec_fn(int fd, char **argv);

/** enum lab_stories - whose story is told */
enum lab_stories { LAB_STORIES_NONE, LAB_STORIES_CHOSEN, LAB_STORIES_DROPPED, LAB_STORIES_ALL };

/**
 * struct lab_options - how the bench is set up
 * @real_ns: the wall clock, 0: LAB_START_REAL_NS
 * @exec: NULL: no program can be run
 * @log: what the engine says (-j LOG, warnings); may be NULL
 * @stories, @chosen: which; @chosen is asked about LAB_STORIES_CHOSEN before a packet goes in
 * @story: receives a story when it is complete, at the latest when the bench is destroyed
 */
struct lab_options {
	u64 real_ns;
	u64 seed;
	lab_exec_fn *exec;
	void (*log)(void *ctx, int level, const char *text);
	enum lab_stories stories;
	bool (*chosen)(void *ctx, u64 number);
	void (*story)(void *ctx, const struct story *s);
	void *ctx;
};

int __must_check lab_create(const struct lab_options *opt, struct lab **lab);
void lab_destroy(struct lab *lab);
struct net *lab_net(struct lab *lab);

/**
 * lab_port() - an Ethernet port, up, with the address 02:00:00:00:00:NN, NN its number from 1
 * @index: receives its number from 0
 *
 * => as register_netdevice(), -EMFILE.
 */
int __must_check lab_port(struct lab *lab, const char *name, u32 *index);
/**
 * lab_port_local() - the port `local`
 * @keep: what is delivered goes on to the local stack, which may answer; else it ends here
 */
int __must_check lab_port_local(struct lab *lab, const char *name, bool keep, u32 *index);
struct net_device *lab_device(struct lab *lab, u32 port);
/** lab_any_mac() - frames that come in by @port count as addressed to it, whatever their MAC */
void lab_any_mac(struct lab *lab, u32 port);

/** lab_now() - the monotonic clock */
u64 lab_now(const struct lab *lab);
void lab_advance(struct lab *lab, u64 mono_ns);

/** lab_sysctl() - write a file below /proc/sys/net/; => bytes or a negative errno */
int lab_sysctl(struct lab *lab, const char *name, const char *value);

/**
 * lab_run() - run a program in the namespace until it ends
 * @dir: where, NULL: here
 * @out: descriptor for its standard output and error, -1: ours
 * @err: for its standard error when that goes elsewhere, -1: as @out
 *
 * => its exit status as a shell has it; a negative errno when it could not be run.
 */
int __must_check lab_run(struct lab *lab, const char *dir, char **argv, int out, int err);

/** struct lab_input - a packet to be fed; @number: its place in the capture, from 1 */
struct lab_input {
	u64 number;
	u32 port;
	const u8 *data;
	u32 len;
	int result; /* filled in: 0, or the negative errno of the write or send */
};

/** lab_feed() - at most SKB_VEC_MAX packets that arrive together, all at the same port */
void lab_feed(struct lab *lab, struct lab_input *in, unsigned int n);

/**
 * struct lab_output - a frame that left by a port, or a packet that was delivered to `local`
 * @number: the packet that caused it, 0: none
 */
struct lab_output {
	u64 number;
	u32 port;
	const u8 *data;
	u32 len;
};

/**
 * lab_drain() - hand out all that has left since the last call, by input and then port by port
 * @fn: may be NULL: throw it away
 */
void lab_drain(struct lab *lab, void (*fn)(void *ctx, const struct lab_output *out), void *ctx);

/**
 * lab_on_drop() - be told why packets end
 * @fn: @number as in lab_output; @own: it is that packet itself, not one made on its way
 */
void lab_on_drop(struct lab *lab,
		 void (*fn)(void *ctx, u64 number, bool own, enum skb_drop_reason reason),
		 void *ctx);

/** lab_set_rules() - stories show rules as they are written; borrowed until lab_destroy() */
void lab_set_rules(struct lab *lab, const struct rule_texts *rules);

#endif
