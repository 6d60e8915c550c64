/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * RCU by liburcu, with what ThreadSanitizer has to know about it.
 *
 * The packet side takes the read lock once a vector.  The engine starts no call_rcu thread: whoever
 * replaces something waits with synchronize_rcu() and frees.  liburcu orders by fences in inline
 * assembly, which ThreadSanitizer cannot see; so publishing and reading are C11 atomics here, and
 * the grace period is annotated.
 *
 * A thread that reads calls rcu_thread_enter() first and rcu_thread_exit() at its end.
 */
#ifndef QUINTET_BASE_RCU_H
#define QUINTET_BASE_RCU_H

#include <urcu.h>

#if defined(__SANITIZE_THREAD__)
#define QUINTET_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define QUINTET_TSAN 1
#endif
#endif

#undef rcu_dereference
#undef rcu_assign_pointer

#define rcu_dereference(p)	     __atomic_load_n(&(p), __ATOMIC_CONSUME)
#define rcu_assign_pointer(p, v)     __atomic_store_n(&(p), (v), __ATOMIC_RELEASE)
/* The owner of a pointer (the only thread that replaces it) reads it without a lock. */
#define rcu_dereference_protected(p) __atomic_load_n(&(p), __ATOMIC_RELAXED)

void rcu_thread_enter(void);
void rcu_thread_exit(void);
void rcu_lock(void);
void rcu_unlock(void);
/* Returns when every reader that could see what was unpublished before has left. */
void rcu_wait(void);

#endif
