// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The dumps of a case: iptables-save, run inside the namespace, and the files of /proc, read
 * directly.  A table that does not exist is not looked at, for looking would create it.
 */
#include "host/dump.h"

#include "abi/endpoint.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define MAX_TABLES 16

/* => the file's text, to be freed; NULL: not there, or empty */
static char *proc_text(struct lab *lab, const char *path)
{
	char *buf = NULL, *text;
	size_t len = 0;

	if (ep_proc_read(lab_net(lab), ep_user_local(), path, &buf, &len))
		return NULL;
	text = len ? strndup(buf, len) : NULL;
	free(buf);
	return text;
}

static char *read_all(int fd)
{
	off_t len = lseek(fd, 0, SEEK_END);
	char *text = len < 0 ? NULL : malloc((size_t)len + 1);
	ssize_t n = text ? pread(fd, text, (size_t)len, 0) : -1;

	if (n < 0) {
		free(text);
		return NULL;
	}
	text[n] = 0;
	return text;
}

/* Run a tool and take what it prints. */
static int output_of(struct lab *lab, char **argv, int log, char **text)
{
	int fd = memfd_create("dump", MFD_CLOEXEC), status;

	if (fd < 0)
		return -errno;
	status = lab_run(lab, NULL, argv, fd, log);
	*text = status ? NULL : read_all(fd);
	close(fd);
	if (status)
		return status < 0 ? status : -ECANCELED;
	return *text ? 0 : -ENOMEM;
}

/* ---- iptables-save's text: comments away, tables by name ---- */

struct table_text {
	const char *begin;
	size_t len;
};

static int by_name(const void *a, const void *b)
{
	const struct table_text *x = a, *y = b;
	size_t n = x->len < y->len ? x->len : y->len;
	int cmp = strncmp(x->begin, y->begin, n);

	return cmp ? cmp : (x->len > y->len) - (x->len < y->len);
}

static void drop_comments(char *text)
{
	char *to = text;

	for (char *line = text; *line;) {
		size_t n = strcspn(line, "\n");

		n += line[n] == '\n';
		if (*line != '#') {
			memmove(to, line, n);
			to += n;
		}
		line += n;
	}
	*to = 0;
}

static unsigned int cut_tables(const char *text, struct table_text *table)
{
	unsigned int n = 0;

	for (const char *line = text; *line;) {
		size_t len = strcspn(line, "\n");

		len += line[len] == '\n';
		if (*line == '*' && n < MAX_TABLES)
			table[n++] = (struct table_text){.begin = line};
		if (n)
			table[n - 1].len += len;
		line += len;
	}
	return n;
}

static char *sort_tables(char *text)
{
	struct table_text table[MAX_TABLES];
	unsigned int n;
	char *sorted, *to;

	drop_comments(text);
	n = cut_tables(text, table);
	sorted = to = malloc(strlen(text) + 1);
	if (!sorted)
		return NULL;
	qsort(table, n, sizeof(*table), by_name);
	for (unsigned int i = 0; i < n; i++)
		to = mempcpy(to, table[i].begin, table[i].len);
	*to = 0;
	return sorted;
}

static int rules_by(struct lab *lab, const char *program, const char *proc, int log, char **text)
{
	char *argv[] = {(char *)program, (char *)"-c", NULL};
	char *names = proc_text(lab, proc), *raw = NULL;
	int err;

	if (!names) {
		*text = strdup("");
		return *text ? 0 : -ENOMEM;
	}
	free(names);
	err = output_of(lab, argv, log, &raw);
	if (err || !raw)
		return err ? err : -ENOMEM;
	*text = sort_tables(raw);
	free(raw);
	return *text ? 0 : -ENOMEM;
}

int dump_rules(struct lab *lab, int log, char **text)
{
	return rules_by(lab, "iptables-legacy-save", "/proc/net/ip_tables_names", log, text);
}

static int dump_rules6(struct lab *lab, int log, char **text)
{
	return rules_by(lab, "ip6tables-legacy-save", "/proc/net/ip6_tables_names", log, text);
}

/* ---- files ---- */

static int write_file(const char *out, const char *name, const char *text)
{
	char path[4200];
	FILE *f;
	bool bad;

	snprintf(path, sizeof(path), "%s/%s", out, name);
	if (!text || !*text) {
		unlink(path);
		return 0;
	}
	f = fopen(path, "we");
	if (!f)
		return -errno;
	bad = fputs(text, f) < 0;
	bad |= fclose(f) != 0;
	return bad ? -EIO : 0;
}

/* As dump.sh's cat of the three files. */
static int dump_counters(struct lab *lab, const char *out)
{
	static const char *const files[] = {"/proc/net/snmp", "/proc/net/netstat"};
	char *all = NULL;
	size_t size;
	FILE *f = open_memstream(&all, &size);
	int err;

	if (!f)
		return -errno;
	for (unsigned int i = 0; i < ARRAY_SIZE(files); i++) {
		char *text = proc_text(lab, files[i]);

		if (text)
			fputs(text, f);
		free(text);
	}
	err = fclose(f) ? -ENOMEM : write_file(out, "snmp", all);
	free(all);
	return err;
}

int dump_state(struct lab *lab, const char *out, int log)
{
	char *rules = NULL, *rules6 = NULL;
	int err = dump_rules(lab, log, &rules);

	if (!err)
		err = write_file(out, "iptables", rules);
	if (!err)
		err = dump_rules6(lab, log, &rules6);
	if (!err)
		err = write_file(out, "ip6tables", rules6);
	free(rules);
	free(rules6);
	return err ? err : dump_counters(lab, out);
}
