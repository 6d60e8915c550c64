/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A fuzz harness without a fuzzer: each file of the folder that is named goes through it once.
 * So the seeds, and the inputs that once broke something, run with every `./dev test`.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The file's bytes in memory of exactly their size, so that a read beyond them is seen. */
static uint8_t *slurp(const char *path, size_t *size)
{
	FILE *f = fopen(path, "rb");
	uint8_t *data = NULL;
	long len;

	if (!f)
		return NULL;
	if (!fseek(f, 0, SEEK_END) && (len = ftell(f)) >= 0 && !fseek(f, 0, SEEK_SET)) {
		data = malloc(len ? (size_t)len : 1);
		*size = (size_t)len;
		if (data && fread(data, 1, *size, f) != *size) {
			free(data);
			data = NULL;
		}
	}
	fclose(f);
	return data;
}

int main(int argc, char **argv)
{
	struct dirent *entry;
	int seen = 0;
	DIR *dir;

	if (argc != 2 || !(dir = opendir(argv[1]))) {
		fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
		return 2;
	}
	while ((entry = readdir(dir))) {
		char path[4096];
		uint8_t *data;
		size_t size;

		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s", argv[1], entry->d_name);
		data = slurp(path, &size);
		if (!data) {
			fprintf(stderr, "%s: cannot be read\n", path);
			return 1;
		}
		fprintf(stderr, "%s\n", entry->d_name);
		LLVMFuzzerTestOneInput(data, size);
		free(data);
		seen++;
	}
	closedir(dir);
	if (!seen)
		fprintf(stderr, "%s: no seeds\n", argv[1]);
	return seen ? 0 : 1;
}
