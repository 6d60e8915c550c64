// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Rules as their owner wrote them, out of what iptables-save prints:
 *
 *	*filter
 *	:FORWARD DROP [12:3456]
 *	[3:180] -A FORWARD -p tcp -m tcp --dport 80 -j ACCEPT
 *	COMMIT
 *
 * The text is copied once and cut in place; entries point into the copy.
 */
#include "explain/story.h"

#include <stdlib.h>

struct rule_texts {
	char *copy;
	struct rule_text *rule;
	size_t count, room;
};

static struct rule_text *add(struct rule_texts *r)
{
	if (r->count == r->room) {
		size_t room = r->room ? 2 * r->room : 64;
		struct rule_text *more = realloc(r->rule, room * sizeof(*more));

		if (!more)
			return NULL;
		r->rule = more;
		r->room = room;
	}
	r->rule[r->count] = (struct rule_text){.text = ""};
	return &r->rule[r->count++];
}

static u32 rules_in_chain(const struct rule_texts *r, const char *table, const char *chain)
{
	for (size_t i = r->count; i-- > 0;)
		if (!strcmp(r->rule[i].chain, chain) && !strcmp(r->rule[i].table, table))
			return r->rule[i].number;
	return 0;
}

/* "[3:180]" at @p; => what follows, or @p itself */
static char *counters(char *p, struct rule_text *t)
{
	unsigned long long packets, bytes;
	int n = 0;

	if (sscanf(p, "[%llu:%llu]%n", &packets, &bytes, &n) != 2 || !n)
		return p;
	t->counted = true;
	t->packets = packets;
	t->bytes = bytes;
	p += n;
	return p + strspn(p, " ");
}

static char *word(char **p)
{
	char *w = *p + strspn(*p, " ");

	*p = w + strcspn(w, " ");
	if (**p)
		*(*p)++ = 0;
	return w;
}

static bool chain_line(struct rule_texts *r, const char *table, char *line)
{
	struct rule_text *t = add(r);

	if (!t)
		return false;
	t->table = table;
	t->chain = word(&line);
	t->text = word(&line);
	counters(line, t);
	return true;
}

static bool rule_line(struct rule_texts *r, const char *table, char *line)
{
	struct rule_text head = {.table = table}, *t;

	line = counters(line, &head);
	if (strncmp(line, "-A ", 3))
		return true;
	line += 3;
	head.chain = word(&line);
	head.text = line;
	head.number = rules_in_chain(r, table, head.chain) + 1;
	t = add(r);
	if (t)
		*t = head;
	return t;
}

struct rule_texts *rule_texts_parse(const char *save)
{
	struct rule_texts *r = calloc(1, sizeof(*r));
	const char *table = "";
	bool ok = r && (r->copy = strdup(save));
	char *next = ok ? r->copy : NULL;

	for (char *line; ok && (line = strsep(&next, "\n"));) {
		if (*line == '*')
			table = line + 1;
		else if (*line == ':')
			ok = chain_line(r, table, line + 1);
		else if (*line == '-' || *line == '[')
			ok = rule_line(r, table, line);
	}
	if (ok)
		return r;
	rule_texts_free(r);
	return NULL;
}

void rule_texts_free(struct rule_texts *r)
{
	if (!r)
		return;
	free(r->copy);
	free(r->rule);
	free(r);
}

const struct rule_text *rule_texts_find(const struct rule_texts *r, const char *table,
					const char *chain, u32 number)
{
	for (size_t i = 0; r && i < r->count; i++) {
		const struct rule_text *t = &r->rule[i];

		if (t->number == number && !strcmp(t->chain, chain) && !strcmp(t->table, table))
			return t;
	}
	return NULL;
}

const struct rule_text *rule_texts_all(const struct rule_texts *r, size_t *count)
{
	*count = r->count;
	return r->rule;
}
