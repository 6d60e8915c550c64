// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * How the kernel reads and writes a sysctl with one number.
 *
 * White space may stand before the number; base 0 (0x…, 0…), a minus sign but no plus.  What
 * follows must be white space or the end.  A signed handler takes the number and one more character
 * and leaves the rest to the program's next write, which the kernel ignores; the byte-wide one
 * takes everything.  An empty write takes nothing and changes nothing.
 */
#include "abi/procfs/procfs.h"

#include "base/clock.h"

#include <ctype.h>
#include <limits.h>
#include <stdlib.h>

/* => bytes up to the end of the number, or -EINVAL */
static ssize_t read_number(const char *buf, size_t len, bool *neg, u64 *value)
{
	const char *p = buf, *digits;
	char *end;

	while (p < buf + len && isspace((unsigned char)*p))
		p++;
	if (p == buf + len)
		return -EINVAL;
	*neg = *p == '-';
	p += *neg;
	digits = p;
	if (!isdigit((unsigned char)*p) || buf + len - p > 22 + 300)
		return -EINVAL;
	errno = 0;
	*value = strtoull(digits, &end, 0);
	if (errno || end == digits)
		return -EINVAL;
	/* Only white space may end it; a NUL in the middle does not. */
	if (end < buf + len && *end != ' ' && *end != '\t' && *end != '\n')
		return -EINVAL;
	return end - buf;
}

static int to_int(bool neg, u64 v, int *value)
{
	if (v > (u64)INT_MAX + neg)
		return -EINVAL;
	*value = neg ? (int)-(s64)v : (int)v;
	return 0;
}

static int in_range(const struct sysctl_range *r, int v)
{
	return r && (v < r->min || v > r->max) ? -EINVAL : 0;
}

static int to_ms_jiffies(bool neg, u64 v, int *value)
{
	u64 j = msecs_to_jiffies((u32)v); /* the kernel keeps 32 bits of it */

	if (neg || (u32)v > INT_MAX)
		return -EINVAL;
	*value = j > INT_MAX ? INT_MAX : (int)j;
	return 0;
}

static int convert(enum sysctl_kind kind, const struct sysctl_range *range, bool neg, u64 v,
		   int *value)
{
	int err;

	switch (kind) {
	case SYSCTL_MS_JIFFIES:
		return to_ms_jiffies(neg, v, value);
	case SYSCTL_JIFFIES:
		if (v > INT_MAX / HZ)
			return -EINVAL;
		*value = neg ? -(int)v * HZ : (int)v * HZ;
		return 0;
	case SYSCTL_USERHZ:
		*value = (int)(v * HZ / 100) * (neg ? -1 : 1);
		return 0;
	case SYSCTL_U8:
		if (neg || v > 255)
			return -EINVAL;
		break;
	default:
		break;
	}
	err = to_int(neg, v, value);
	if (!err && kind != SYSCTL_INT)
		err = in_range(range, *value);
	return err;
}

ssize_t sysctl_write(enum sysctl_kind kind, const struct sysctl_range *range, const char *buf,
		     size_t len, int *value)
{
	bool neg = false;
	int got = 0, err;
	ssize_t used;
	u64 v = 0;

	if (!len)
		return 0;
	used = read_number(buf, len, &neg, &v);
	if (used < 0)
		return used;
	err = convert(kind, range, neg, v, &got);
	if (err)
		return err;
	*value = got;
	if (kind == SYSCTL_U8 || (size_t)used == len)
		return (ssize_t)len;
	while ((size_t)used < len && isspace((unsigned char)buf[used]))
		used++;
	return used;
}

void sysctl_read(enum sysctl_kind kind, int value, FILE *out)
{
	bool neg = value < 0;
	u64 v = neg ? -(u64)(s64)value : (u64)value;

	switch (kind) {
	case SYSCTL_MS_JIFFIES:
		v = v * 1000 / HZ;
		break;
	case SYSCTL_JIFFIES:
		v /= HZ;
		break;
	case SYSCTL_USERHZ:
		v = v * 100 / HZ;
		break;
	default:
		break;
	}
	fprintf(out, "%s%llu\n", neg ? "-" : "", (unsigned long long)v);
}
