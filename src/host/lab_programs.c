// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Programs on the bench.  A program's supervisor is a process of its own, forked from here and
 * connected by a socket pair; while it lives, this process answers for the namespace in an event
 * loop.  Scripts take no time; a program that sleeps moves the clock.
 */
#include "host/eventloop.h"
#include "host/lab_internal.h"
#include "host/server.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static int program_sleeps(void *ctx, uint64_t ns)
{
	struct lab *lab = ctx;

	lab_advance(lab, lab->mono_ns + ns);
	return 0;
}

int lab_programs_init(struct lab *lab)
{
	const struct server_ops ops = {.sleep = program_sleeps, .ctx = lab};

	if (!lab->opt.exec)
		return 0;
	lab->loop = eventloop_create();
	if (!lab->loop)
		return -ENOMEM;
	lab->server = server_create(lab->loop, lab->net, "run", &ops);
	return lab->server ? 0 : -ENOMEM;
}

void lab_programs_fini(struct lab *lab)
{
	server_destroy(lab->server);
	if (lab->loop)
		eventloop_destroy(lab->loop);
}

static void redirect(int out, int err)
{
	int null = open("/dev/null", O_RDONLY);

	if (null >= 0)
		dup2(null, STDIN_FILENO);
	if (out >= 0)
		dup2(out, STDOUT_FILENO);
	if (err >= 0 || out >= 0)
		dup2(err >= 0 ? err : out, STDERR_FILENO);
}

static _Noreturn void be_supervisor(struct lab *lab, const char *dir, char **argv, int fd, int out,
				    int err)
{
	redirect(out, err);
	if (dir && chdir(dir)) {
		fprintf(stderr, "%s: %s\n", dir, strerror(errno));
		_exit(125);
	}
	_exit(lab->opt.exec(fd, argv));
}

static void ended(void *ctx, uint32_t events)
{
	*(bool *)ctx = true;
}

/* Answer for the namespace until @pid has ended; => its status as waitpid(2) has it */
static int serve_until_end(struct lab *lab, pid_t pid, int *status)
{
	int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
	struct event *ev = NULL;
	bool done = false;
	int err = pidfd < 0 ? -errno : 0;

	if (!err)
		err = eventloop_add(lab->loop, pidfd, EPOLLIN, ended, &done, &ev);
	while (!err && !done) {
		int n = eventloop_run_once(lab->loop, -1);

		if (n < 0)
			err = n;
	}
	event_remove(ev);
	if (pidfd >= 0)
		close(pidfd);
	if (err)
		kill(pid, SIGKILL);
	while (waitpid(pid, status, 0) < 0 && errno == EINTR)
		;
	return err;
}

int lab_run(struct lab *lab, const char *dir, char **argv, int out, int errfd)
{
	int pair[2], status, err;
	pid_t pid;

	if (!lab->opt.exec)
		return -EOPNOTSUPP;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair))
		return -errno;
	fflush(NULL);
	pid = fork();
	if (pid < 0) {
		err = -errno;
		close(pair[0]);
		close(pair[1]);
		return err;
	}
	if (!pid) {
		close(pair[0]);
		be_supervisor(lab, dir, argv, pair[1], out, errfd);
	}
	close(pair[1]);
	err = server_adopt(lab->server, pair[0]);
	if (err) {
		kill(pid, SIGKILL);
		waitpid(pid, &status, 0);
		return err;
	}
	err = serve_until_end(lab, pid, &status);
	if (err)
		return err;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
