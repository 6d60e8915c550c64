// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The embedding API: include/quintet/quintet.h over the engine's own interfaces.
 *
 * Ports are io/ ports whose back end is the program's callback, sockets are endpoints with the
 * identity of a root in this address space, hooks are ordinary hooks behind a small adapter.  All
 * of them hang on lists of struct quintet, so that quintet_destroy() ends what the program forgot.
 *
 * Stories.  Each injected frame gets a log of its own while recording is on.  A packet that waits
 * (for a neighbour) keeps a pointer to its log; so a log is only given out and freed when nothing
 * of it waits, and the rest is freed behind the namespace.
 */
#include <quintet/quintet.h>

#include "abi/endpoint.h"
#include "assembly/namespace.h"
#include "explain/story.h"
#include "io/io.h"
#include "net/output.h"
#include "nf/netfilter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STORY_MAX_EVENTS 100000u

struct recorded {
	struct cds_list_head list;
	struct story story;
	struct trace_story *log;
};

struct quintet {
	struct net *net;
	struct cds_list_head ports, sockets, hooks;
	struct cds_list_head stories; /* struct recorded, oldest first */
	bool recording;
	u64 frames; /* injected while recording */
	struct skb_observer observer;
	quintet_dropped_fn *dropped;
	void *dropped_ctx;
};

struct quintet_port {
	struct cds_list_head list;
	struct quintet *q;
	struct net_device *dev; /* NULL: the device was deleted */
	quintet_transmit_fn *transmit;
	void *ctx;
};

struct quintet_socket {
	struct cds_list_head list;
	struct endpoint *ep;
};

struct quintet_hook {
	struct cds_list_head list;
	struct quintet *q;
	struct nf_hook_ops ops;
	quintet_hook_fn *fn;
	void *ctx;
	char *name;
};

/* ---- threads, namespaces and time ---- */

void quintet_thread_enter(void)
{
	rcu_thread_enter();
}

void quintet_thread_leave(void)
{
	rcu_thread_exit();
}

struct quintet *quintet_create(const struct quintet_env *env)
{
	struct quintet *q = calloc(1, sizeof(*q));

	if (!q)
		return NULL;
	q->net = namespace_create(env);
	if (!q->net) {
		free(q);
		return NULL;
	}
	CDS_INIT_LIST_HEAD(&q->ports);
	CDS_INIT_LIST_HEAD(&q->sockets);
	CDS_INIT_LIST_HEAD(&q->hooks);
	CDS_INIT_LIST_HEAD(&q->stories);
	return q;
}

static void free_recorded(struct recorded *r)
{
	cds_list_del(&r->list);
	trace_story_destroy(r->log);
	free(r);
}

void quintet_destroy(struct quintet *q)
{
	struct quintet_socket *s, *next_s;
	struct quintet_port *p, *next_p;
	struct quintet_hook *h, *next_h;
	struct recorded *r, *next_r;

	if (!q)
		return;
	cds_list_for_each_entry_safe (s, next_s, &q->sockets, list)
		quintet_close(s);
	cds_list_for_each_entry_safe (h, next_h, &q->hooks, list)
		quintet_hook_del(h);
	cds_list_for_each_entry_safe (p, next_p, &q->ports, list)
		quintet_port_del(p);
	namespace_destroy(q->net);
	cds_list_for_each_entry_safe (r, next_r, &q->stories, list)
		free_recorded(r);
	free(q);
}

void quintet_advance(struct quintet *q, uint64_t mono_ns)
{
	net_advance(q->net, mono_ns);
}

uint64_t quintet_next_timer(const struct quintet *q)
{
	return net_next_timer(q->net);
}

const char *quintet_version(void)
{
	return QUINTET_VERSION;
}

/* ---- ports ---- */

static void port_transmit(void *ctx, const struct io_frame *frame, const struct sk_buff *skb)
{
	struct quintet_port *port = ctx;

	if (port->transmit)
		port->transmit(port->ctx, port, frame->data, frame->len);
}

/* The device may also go by an RTM_DELLINK; the program's handle stays valid. */
static void port_close(void *ctx)
{
	struct quintet_port *port = ctx;

	port->dev = NULL;
}

int quintet_port_add(struct quintet *q, const char *name, const uint8_t mac[6],
		     quintet_transmit_fn *transmit, void *ctx, struct quintet_port **out)
{
	struct quintet_port *port = calloc(1, sizeof(*port));
	struct io_backend backend = {.transmit = port_transmit, .close = port_close, .ctx = port};
	int err;

	if (!port)
		return -ENOMEM;
	port->q = q;
	port->transmit = transmit;
	port->ctx = ctx;
	err = io_port_create(q->net, name, mac, &backend, &port->dev);
	if (err) {
		free(port);
		return err;
	}
	cds_list_add_tail(&port->list, &q->ports);
	*out = port;
	return 0;
}

void quintet_port_del(struct quintet_port *port)
{
	if (port->dev)
		unregister_netdevice(port->dev);
	cds_list_del(&port->list);
	free(port);
}

int quintet_port_ifindex(const struct quintet_port *port)
{
	return port->dev ? port->dev->ifindex : -ENODEV;
}

/* A log for one frame, NULL without memory: the frame goes its way without a story. */
static struct recorded *record(struct quintet *q)
{
	struct recorded *r = calloc(1, sizeof(*r));

	if (!r)
		return NULL;
	r->log = trace_story_create(STORY_MAX_EVENTS);
	if (!r->log) {
		free(r);
		return NULL;
	}
	r->log->now_ns = net_shard0(q->net)->clock.real_ns;
	r->story.log = r->log;
	r->story.number = ++q->frames;
	cds_list_add_tail(&r->list, &q->stories);
	return r;
}

size_t quintet_inject(struct quintet_port *port, const struct quintet_frame *frames, size_t count)
{
	struct quintet *q = port->q;
	struct skb_vec vec;
	size_t taken = 0;

	vec.count = 0;
	while (taken < count && port->dev) {
		struct io_frame frame = {.data = frames[taken].data, .len = (u32)frames[taken].len};
		struct recorded *r = q->recording ? record(q) : NULL;
		int err = -EMSGSIZE;

		if (frames[taken].len <= SKB_MAX_LEN)
			err = io_port_skb(port->dev, &frame, r ? r->log : NULL,
					  &vec.skb[vec.count]);
		if (err && r)
			free_recorded(r);
		if (err == -EIO || err == -ENOMEM)
			break;
		taken++;
		vec.count += !err;
		if (vec.count == SKB_VEC_MAX || (vec.count && taken == count)) {
			netif_receive_skb_vec(net_shard0(q->net), &vec);
			vec.count = 0;
		}
	}
	if (vec.count)
		netif_receive_skb_vec(net_shard0(q->net), &vec);
	return taken;
}

/* ---- configuration ---- */

static uint64_t address(const void *p)
{
	return (uint64_t)(uintptr_t)p;
}

int quintet_socket(struct quintet *q, int domain, int type, int protocol,
		   struct quintet_socket **out)
{
	struct quintet_socket *s = calloc(1, sizeof(*s));
	int err;

	if (!s)
		return -ENOMEM;
	err = ep_socket(q->net, domain, type, protocol, ep_user_local(), &s->ep);
	if (err) {
		free(s);
		return err;
	}
	cds_list_add_tail(&s->list, &q->sockets);
	*out = s;
	return 0;
}

void quintet_close(struct quintet_socket *s)
{
	if (!s)
		return;
	ep_close(s->ep);
	cds_list_del(&s->list);
	free(s);
}

int quintet_setsockopt(struct quintet_socket *s, int level, int option, const void *value,
		       uint32_t len)
{
	return ep_setsockopt(s->ep, ep_user_local(), level, option, address(value), len);
}

int quintet_getsockopt(struct quintet_socket *s, int level, int option, void *value, uint32_t *len)
{
	return ep_getsockopt(s->ep, ep_user_local(), level, option, address(value), len);
}

int quintet_ioctl(struct quintet_socket *s, unsigned int request, void *argument)
{
	return ep_ioctl(s->ep, ep_user_local(), request, address(argument));
}

ssize_t quintet_send(struct quintet_socket *s, const void *messages, size_t len)
{
	return ep_nl_send(s->ep, ep_user_local(), messages, len);
}

ssize_t quintet_recv(struct quintet_socket *s, void *buf, size_t len)
{
	return ep_nl_recv(s->ep, buf, len, false, NULL);
}

int quintet_subscribe(struct quintet_socket *s, uint32_t groups)
{
	return ep_nl_bind(s->ep, ep_user_local(), 0, groups);
}

int quintet_proc_read(struct quintet *q, const char *path, char **text, size_t *len)
{
	char *bytes = NULL, *ended;
	int err = ep_proc_read(q->net, ep_user_local(), path, &bytes, len);

	if (err)
		return err;
	ended = realloc(bytes, *len + 1);
	if (!ended) {
		free(bytes);
		return -ENOMEM;
	}
	ended[*len] = 0;
	*text = ended;
	return 0;
}

int quintet_proc_write(struct quintet *q, const char *path, const char *text)
{
	ssize_t n = ep_proc_write(q->net, ep_user_local(), path, text, strlen(text));

	return n < 0 ? (int)n : 0;
}

/* ---- hooks ---- */

static unsigned int call_hook(void *priv, struct sk_buff *skb, const struct nf_hook_state *state)
{
	const struct quintet_hook *h = priv;
	struct quintet_packet packet = {
		.data = skb_network_header(skb),
		.len = skb_headlen(skb) - (u32)skb_network_offset(skb),
		.in = state->in ? state->in->name : NULL,
		.out = state->out ? state->out->name : NULL,
		.mark = skb->mark,
	};
	enum quintet_verdict verdict = h->fn(h->ctx, &packet);

	skb->mark = packet.mark;
	return verdict == QUINTET_ACCEPT ? NF_ACCEPT : NF_DROP;
}

int quintet_hook_add(struct quintet *q, uint8_t family, unsigned int hook, int priority,
		     const char *name, quintet_hook_fn *fn, void *ctx, struct quintet_hook **out)
{
	struct quintet_hook *h = calloc(1, sizeof(*h));
	int err = -ENOMEM;

	if (!h)
		return err;
	h->name = strdup(name);
	if (!h->name)
		goto fail;
	h->q = q;
	h->fn = fn;
	h->ctx = ctx;
	h->ops = (struct nf_hook_ops){.hook = call_hook,
				      .priv = h,
				      .pf = family,
				      .hooknum = hook,
				      .priority = priority,
				      .name = h->name};
	err = nf_register_net_hook(q->net, &h->ops);
	if (err)
		goto fail;
	cds_list_add_tail(&h->list, &q->hooks);
	*out = h;
	return 0;
fail:
	free(h->name);
	free(h);
	return err;
}

void quintet_hook_del(struct quintet_hook *h)
{
	nf_unregister_net_hook(h->q->net, &h->ops);
	cds_list_del(&h->list);
	free(h->name);
	free(h);
}

/* ---- what happened ---- */

/* Those that nothing waits for any more. */
static void forget_stories(struct quintet *q)
{
	struct recorded *r, *next;

	cds_list_for_each_entry_safe (r, next, &q->stories, list)
		if (!story_waits(&r->story))
			free_recorded(r);
}

void quintet_story(struct quintet *q, int on)
{
	q->recording = on;
	if (!on)
		forget_stories(q);
}

static void as_text(const struct story *story, FILE *out)
{
	const struct text_style plain = {0};

	story_render_text(story, &plain, out);
}

static char *render(struct quintet *q, void (*one)(const struct story *story, FILE *out))
{
	struct recorded *r;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	cds_list_for_each_entry (r, &q->stories, list)
		if (!story_waits(&r->story))
			one(&r->story, out);
	if (fclose(out)) {
		free(text);
		return NULL;
	}
	forget_stories(q);
	return text;
}

char *quintet_story_text(struct quintet *q)
{
	return render(q, as_text);
}

char *quintet_story_json(struct quintet *q)
{
	return render(q, story_render_json);
}

static void on_drop(void *ctx, const struct sk_buff *skb, enum skb_drop_reason reason)
{
	const struct quintet *q = ctx;

	q->dropped(q->dropped_ctx, drop_reason_name(reason));
}

void quintet_on_drop(struct quintet *q, quintet_dropped_fn *fn, void *ctx)
{
	q->dropped = fn;
	q->dropped_ctx = ctx;
	q->observer = (struct skb_observer){.dropped = on_drop, .ctx = q};
	net_set_observer(q->net, fn ? &q->observer : NULL);
}
