// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Writing pcapng (draft-ietf-opsawg-pcapng): a section header, an interface block for each port,
 * and an enhanced packet block for each packet, in host byte order and microseconds.
 */
#include "io/capture.h"

#include <stdlib.h>

enum { BLOCK_SECTION = 0x0a0d0d0a, BLOCK_INTERFACE = 1, BLOCK_PACKET = 6 };
enum { OPT_COMMENT = 1, OPT_IF_NAME = 2 };

struct pcapng_writer {
	FILE *file;
};

struct part {
	const void *data;
	u32 len;
};

static u32 padded(u32 len)
{
	return ALIGN_UP(len, 4u);
}

static void put_padded(FILE *f, const void *data, u32 len)
{
	static const char zero[4];

	fwrite(data, 1, len, f);
	fwrite(zero, 1, padded(len) - len, f);
}

/* A block: fixed fields, data, at most one option with a text. */
static void put_block(FILE *f, u32 type, struct part fixed, struct part data, u16 code,
		      const char *text)
{
	u16 opt[2] = {code, text ? (u16)strlen(text) : 0};
	u32 opt_len = text ? 8 + padded(opt[1]) : 0;
	u32 len = 12 + fixed.len + padded(data.len) + opt_len;
	static const u32 end_of_options;

	fwrite(&type, 4, 1, f);
	fwrite(&len, 4, 1, f);
	fwrite(fixed.data, 1, fixed.len, f);
	put_padded(f, data.data, data.len);
	if (text) {
		fwrite(opt, 4, 1, f);
		put_padded(f, text, opt[1]);
		fwrite(&end_of_options, 4, 1, f);
	}
	fwrite(&len, 4, 1, f);
}

int pcapng_create(const char *path, const struct capture_port *port, u32 ports,
		  struct pcapng_writer **out)
{
	static const u32 section[4] = {0x1a2b3c4d, 1, ~0u, ~0u};
	struct pcapng_writer *w = calloc(1, sizeof(*w));

	if (!w)
		return -ENOMEM;
	w->file = fopen(path, "we");
	if (!w->file) {
		int err = -errno;

		free(w);
		return err;
	}
	put_block(w->file, BLOCK_SECTION, (struct part){section, sizeof(section)},
		  (struct part){"", 0}, 0, NULL);
	for (u32 i = 0; i < ports; i++) {
		const u32 fixed[2] = {port[i].link, 0};

		put_block(w->file, BLOCK_INTERFACE, (struct part){fixed, sizeof(fixed)},
			  (struct part){"", 0}, OPT_IF_NAME, port[i].name);
	}
	*out = w;
	return 0;
}

void pcapng_packet(struct pcapng_writer *w, u32 port, u64 time_ns, const u8 *data, u32 len,
		   const char *comment)
{
	u64 us = time_ns / 1000;
	const u32 fixed[5] = {port, (u32)(us >> 32), (u32)us, len, len};

	put_block(w->file, BLOCK_PACKET, (struct part){fixed, sizeof(fixed)},
		  (struct part){data, len}, OPT_COMMENT, comment);
}

int pcapng_close(struct pcapng_writer *w)
{
	bool bad;

	if (!w)
		return 0;
	bad = ferror(w->file);
	bad |= fclose(w->file) != 0;
	free(w);
	return bad ? -EIO : 0;
}
