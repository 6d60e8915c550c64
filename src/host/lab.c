// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The bench: a namespace, its ports, its clock.  See lab.h.
 *
 * What leaves is copied into an arena with the number of the packet that is being handled, so that
 * a vector can be taken apart again: it runs packet by packet, and the shard knows which one.  That
 * is not always the packet that leaves: an ARP answer lets go what waited for it.
 */
#include "host/lab.h"

#include "abi/endpoint.h"
#include "assembly/namespace.h"
#include "host/lab_internal.h"
#include "host/rawsend.h"
#include "io/io.h"
#include "net/output.h"
#include "nf/netfilter.h"

#include <stdlib.h>

/* ---- what leaves ---- */

/* The number of the packet that is being handled: what leaves now leaves because of it. */
static u64 number_now(struct lab *lab)
{
	u64 id = net_shard0(lab->net)->running;

	if (!lab->running)
		return 0;
	for (unsigned int i = lab->current; i < lab->running; i++)
		if (lab->ids[i] == id) {
			lab->current = i;
			break;
		}
	return lab->input[lab->current].number;
}

static bool arena_room(struct lab *lab, u32 len)
{
	size_t room = lab->arena_room ? lab->arena_room : 1 << 16;
	u8 *more;

	while (room < lab->arena_len + len)
		room *= 2;
	if (room == lab->arena_room)
		return true;
	more = realloc(lab->arena, room);
	if (!more)
		return false;
	lab->arena = more;
	lab->arena_room = room;
	return true;
}

static struct caught *next_caught(struct lab *lab)
{
	if (lab->caught_count == lab->caught_room) {
		size_t room = lab->caught_room ? 2 * lab->caught_room : 256;
		struct caught *more = realloc(lab->caught, room * sizeof(*more));

		if (!more)
			return NULL;
		lab->caught = more;
		lab->caught_room = room;
	}
	return &lab->caught[lab->caught_count++];
}

/* => where to put @len bytes that left by @port; NULL: no memory, the frame is lost */
static u8 *catch_frame(struct lab *lab, u32 port, u32 len)
{
	struct caught *c;

	if (!arena_room(lab, len) || !(c = next_caught(lab))) {
		lab->lost++;
		return NULL;
	}
	*c = (struct caught){
		.number = number_now(lab), .port = port, .len = len, .at = lab->arena_len};
	lab->arena_len += len;
	return lab->arena + c->at;
}

static void port_transmit(void *ctx, const struct io_frame *frame, const struct sk_buff *skb)
{
	struct lab_device *p = ctx;
	u8 *to = catch_frame(p->lab, p->index, frame->len);

	if (to)
		memcpy(to, frame->data, frame->len);
}

static unsigned int local_in(void *priv, struct sk_buff *skb, const struct nf_hook_state *state)
{
	struct lab *lab = priv;
	u8 *to = catch_frame(lab, lab->local, skb->len);

	if (to && skb_copy_bits(skb, 0, to, skb->len))
		memset(to, 0, skb->len);
	if (lab->keep_local)
		return NF_ACCEPT;
	kfree_skb_reason(skb, SKB_DROP_REASON_LOCAL_SINK);
	return NF_STOLEN;
}

/* By input, then by port; equal ones in the order of leaving. */
static bool comes_before(const struct caught *a, const struct caught *b)
{
	return a->number != b->number ? a->number < b->number : a->port < b->port;
}

static void sort_caught(struct lab *lab)
{
	for (size_t i = 1; i < lab->caught_count; i++) {
		struct caught c = lab->caught[i];
		size_t j = i;

		for (; j > 0 && comes_before(&c, &lab->caught[j - 1]); j--)
			lab->caught[j] = lab->caught[j - 1];
		lab->caught[j] = c;
	}
}

void lab_drain(struct lab *lab, void (*fn)(void *ctx, const struct lab_output *out), void *ctx)
{
	if (fn)
		sort_caught(lab);
	for (size_t i = 0; fn && i < lab->caught_count; i++) {
		const struct caught *c = &lab->caught[i];

		fn(ctx, &(struct lab_output){c->number, c->port, lab->arena + c->at, c->len});
	}
	lab->caught_count = 0;
	lab->arena_len = 0;
}

/* ---- drops ---- */

static void dropped(void *ctx, const struct sk_buff *skb, enum skb_drop_reason reason)
{
	struct lab *lab = ctx;

	lab->drop(lab->drop_ctx, number_now(lab), skb->id == skb->cause, reason);
}

void lab_on_drop(struct lab *lab,
		 void (*fn)(void *ctx, u64 number, bool own, enum skb_drop_reason reason),
		 void *ctx)
{
	lab->drop = fn;
	lab->drop_ctx = ctx;
	lab->observer = (struct skb_observer){.dropped = dropped, .ctx = lab};
	net_set_observer(lab->net, fn ? &lab->observer : NULL);
}

/* ---- stories ---- */

static bool wants_story(struct lab *lab, u64 number)
{
	switch (lab->opt.stories) {
	case LAB_STORIES_NONE:
		return false;
	case LAB_STORIES_CHOSEN:
		return lab->opt.chosen(lab->opt.ctx, number);
	case LAB_STORIES_DROPPED:
	case LAB_STORIES_ALL:
		return true;
	}
	return false;
}

static struct telling *begin_telling(struct lab *lab, u64 number)
{
	struct telling *t = lab->idle;

	if (!wants_story(lab, number))
		return NULL;
	if (t) {
		lab->idle = t->next;
		trace_story_clear(t->log);
	} else {
		t = calloc(1, sizeof(*t));
		if (!t)
			return NULL;
		t->log = trace_story_create(STORY_EVENTS);
		if (!t->log) {
			free(t);
			return NULL;
		}
	}
	t->number = number;
	t->log->now_ns = net_shard0(lab->net)->clock.real_ns;
	t->next = NULL;
	return t;
}

static void tell(struct lab *lab, struct telling *t)
{
	struct story s = {.log = t->log, .number = t->number, .rules = lab->rules};

	if (lab->opt.stories != LAB_STORIES_DROPPED ||
	    story_fate(&s, story_root(&s), NULL) == STORY_DROPPED)
		lab->opt.story(lab->opt.ctx, &s);
	t->next = lab->idle;
	lab->idle = t;
}

static bool still_waits(const struct telling *t)
{
	return story_waits(&(struct story){.log = t->log, .number = t->number});
}

/* A packet that waits keeps its story open: somebody else's arrival ends it. */
static void end_telling(struct lab *lab, struct telling *t)
{
	if (!t)
		return;
	if (!still_waits(t)) {
		tell(lab, t);
		return;
	}
	*lab->last_open = t;
	lab->last_open = &t->next;
}

static void tell_open(struct lab *lab, bool all)
{
	struct telling **p = &lab->open, *t;

	while ((t = *p)) {
		t->log->now_ns = net_shard0(lab->net)->clock.real_ns;
		if (!all && still_waits(t)) {
			p = &t->next;
			continue;
		}
		*p = t->next;
		tell(lab, t);
	}
	lab->last_open = p;
}

static void free_tellings(struct telling *t)
{
	while (t) {
		struct telling *next = t->next;

		trace_story_destroy(t->log);
		free(t);
		t = next;
	}
}

void lab_set_rules(struct lab *lab, const struct rule_texts *rules)
{
	lab->rules = rules;
}

/* ---- what comes in ---- */

static void feed_ports(struct lab *lab, struct lab_input *in, unsigned int n)
{
	struct net_device *dev = lab->device[in->port].dev;
	struct skb_vec vec = {.count = 0};
	struct telling *telling[SKB_VEC_MAX];

	lab->running = 0;
	for (unsigned int i = 0; i < n; i++) {
		struct io_frame frame = {.data = in[i].data, .len = in[i].len};
		struct sk_buff *skb;

		telling[i] = begin_telling(lab, in[i].number);
		in[i].result = io_port_skb(dev, &frame, telling[i] ? telling[i]->log : NULL, &skb);
		lab->ids[i] = in[i].result ? 0 : skb->id;
		if (in[i].result)
			continue;
		if (lab->device[in->port].any_mac && !(eth_hdr(skb)->h_dest[0] & 1))
			memcpy(eth_hdr(skb)->h_dest, dev->dev_addr, ETH_ALEN);
		vec.skb[vec.count++] = skb;
	}
	lab->running = n;
	lab->current = 0;
	if (vec.count)
		netif_receive_skb_vec(net_shard0(lab->net), &vec);
	for (unsigned int i = 0; i < n; i++)
		end_telling(lab, telling[i]);
}

static void feed_local(struct lab *lab, struct lab_input *in)
{
	struct telling *t = begin_telling(lab, in->number);

	lab->running = 1;
	lab->current = 0;
	lab->ids[0] = 0;
	in->result =
		raw_send(lab->net, lab->sk, in->data, in->len, t ? t->log : NULL, &lab->ids[0]);
	end_telling(lab, t);
}

void lab_feed(struct lab *lab, struct lab_input *in, unsigned int n)
{
	assert(n && n <= SKB_VEC_MAX && in->port < lab->ports);
	lab->input = in;
	if (in->port == lab->local) {
		for (unsigned int i = 0; i < n; i++) {
			lab->input = &in[i];
			feed_local(lab, &in[i]);
		}
	} else {
		feed_ports(lab, in, n);
	}
	lab->running = 0;
	if (lab->open)
		tell_open(lab, false);
}

/* ---- ports ---- */

int lab_port(struct lab *lab, const char *name, u32 *index)
{
	struct lab_device *p = &lab->device[lab->ports];
	const u8 mac[ETH_ALEN] = {2, 0, 0, 0, (u8)((lab->ports + 1) >> 8), (u8)(lab->ports + 1)};
	const struct io_backend be = {.transmit = port_transmit, .ctx = p};
	int err;

	if (lab->ports == LAB_MAX_PORTS)
		return -EMFILE;
	p->lab = lab;
	p->index = lab->ports;
	err = io_port_create(lab->net, name, mac, &be, &p->dev);
	if (!err)
		err = dev_change_flags(p->dev, p->dev->flags | IFF_UP, IFF_UP);
	if (err)
		return err;
	*index = lab->ports++;
	return 0;
}

int lab_port_local(struct lab *lab, const char *name, bool keep, u32 *index)
{
	int err;

	if (lab->ports == LAB_MAX_PORTS || lab->local != NO_PORT)
		return -EMFILE;
	/* Registered before any feature's hook of the same priority, and so called after it. */
	for (unsigned int i = 0; i < ARRAY_SIZE(lab->sink); i++)
		lab->sink[i] = (struct nf_hook_ops){.hook = local_in,
						    .priv = lab,
						    .pf = i ? NFPROTO_IPV6 : NFPROTO_IPV4,
						    .hooknum = NF_INET_LOCAL_IN,
						    .priority = NF_HOOK_OPS_PRIO_MAX,
						    .name = name};
	err = nf_register_net_hooks(lab->net, lab->sink, ARRAY_SIZE(lab->sink));
	if (err)
		return err;
	lab->keep_local = keep;
	lab->local = *index = lab->ports++;
	return 0;
}

struct net_device *lab_device(struct lab *lab, u32 port)
{
	return lab->device[port].dev;
}

void lab_any_mac(struct lab *lab, u32 port)
{
	lab->device[port].any_mac = true;
}

/* ---- time and settings ---- */

u64 lab_now(const struct lab *lab)
{
	return lab->mono_ns;
}

void lab_advance(struct lab *lab, u64 mono_ns)
{
	if (mono_ns <= lab->mono_ns)
		return;
	lab->mono_ns = mono_ns;
	net_advance(lab->net, mono_ns);
	if (lab->open)
		tell_open(lab, false);
}

int lab_sysctl(struct lab *lab, const char *name, const char *value)
{
	char path[256];

	snprintf(path, sizeof(path), "/proc/sys/net/%s", name);
	return (int)ep_proc_write(lab->net, ep_user_local(), path, value, strlen(value));
}

/* ---- life ---- */

static int make_socket(struct lab *lab)
{
	lab->sk = calloc(1, sizeof(*lab->sk));
	if (!lab->sk)
		return -ENOMEM;
	lab->sk->refs = 1;
	lab->sk->family = AF_INET;
	lab->sk->protocol = IPPROTO_RAW;
	lab->sk->has_file = true;
	return 0;
}

int lab_create(const struct lab_options *opt, struct lab **out)
{
	struct quintet_env env = {
		.start_mono_ns = LAB_START_MONO_NS,
		.start_real_ns = opt->real_ns ? opt->real_ns : LAB_START_REAL_NS,
		.seed = opt->seed,
		.log = opt->log,
		.ctx = opt->ctx,
	};
	struct lab *lab = calloc(1, sizeof(*lab));
	int err = -ENOMEM;

	if (!lab)
		return -ENOMEM;
	lab->opt = *opt;
	lab->mono_ns = LAB_START_MONO_NS;
	lab->local = NO_PORT;
	lab->last_open = &lab->open;
	rcu_thread_enter();
	lab->net = namespace_create(&env);
	if (lab->net)
		err = make_socket(lab);
	if (!err)
		err = dev_change_flags(lab->net->loopback_dev,
				       lab->net->loopback_dev->flags | IFF_UP, IFF_UP);
	if (!err)
		err = lab_programs_init(lab);
	if (err) {
		lab_destroy(lab);
		return err;
	}
	*out = lab;
	return 0;
}

void lab_destroy(struct lab *lab)
{
	if (!lab)
		return;
	if (lab->net)
		tell_open(lab, true);
	lab_programs_fini(lab);
	if (lab->net && lab->local != NO_PORT)
		nf_unregister_net_hooks(lab->net, lab->sink, ARRAY_SIZE(lab->sink));
	if (lab->net)
		net_set_observer(lab->net, NULL);
	namespace_destroy(lab->net);
	sock_put(lab->sk);
	rcu_thread_exit();
	free_tellings(lab->idle);
	free(lab->arena);
	free(lab->caught);
	free(lab);
}

struct net *lab_net(struct lab *lab)
{
	return lab->net;
}
