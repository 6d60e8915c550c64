/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel's own bytes of an iptables table: struct ipt_getinfo, then the entries, to stdout.
 *
 *	table_blob TABLE
 *
 * iptables-legacy-restore put them there; port_bench gives the very same bytes to Quintet.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/netfilter_ipv4/ip_tables.h>

int main(int argc, char **argv)
{
	struct ipt_getinfo info = {0};
	struct ipt_get_entries *get;
	socklen_t len = sizeof(info);
	int fd = socket(AF_INET, SOCK_RAW, IPPROTO_RAW), rc = 3;

	if (argc != 2 || fd < 0)
		return 2;
	strncpy(info.name, argv[1], sizeof(info.name) - 1);
	if (getsockopt(fd, IPPROTO_IP, IPT_SO_GET_INFO, &info, &len)) {
		perror("IPT_SO_GET_INFO");
		return 3;
	}
	len = sizeof(*get) + info.size;
	get = calloc(1, len);
	if (get) {
		memcpy(get->name, info.name, sizeof(get->name));
		get->size = info.size;
		if (getsockopt(fd, IPPROTO_IP, IPT_SO_GET_ENTRIES, get, &len))
			perror("IPT_SO_GET_ENTRIES");
		else if (fwrite(&info, sizeof(info), 1, stdout) == 1 &&
			 fwrite(get->entrytable, info.size, 1, stdout) == 1)
			rc = 0;
	}
	free(get);
	close(fd);
	return rc;
}
