// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The back end of tests, benchmarks and embedding programs: frames stand in an array, and what
 * leaves is told to a callback.  Nothing is copied on the way in but the frame into its packet.
 */
#include "io/io.h"

static unsigned int memory_receive(void *ctx, struct io_frame *frame, unsigned int max)
{
	struct io_memory *m = ctx;
	unsigned int n = 0;

	while (n < max && m->next < m->count)
		frame[n++] = m->frame[m->next++];
	return n;
}

static void memory_transmit(void *ctx, const struct io_frame *frame, const struct sk_buff *skb)
{
	struct io_memory *m = ctx;

	if (m->sent)
		m->sent(m->ctx, frame, skb);
}

struct io_backend io_memory_backend(struct io_memory *memory)
{
	return (struct io_backend){
		.receive = memory_receive, .transmit = memory_transmit, .ctx = memory};
}
