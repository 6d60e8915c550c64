// SPDX-License-Identifier: GPL-2.0-or-later
/* The functions behind rcu.h; see there. */
#include "base/rcu.h"

#ifdef QUINTET_TSAN
void __tsan_acquire(void *);
void __tsan_release(void *);

/* One address stands for "all readers so far": leaving releases it, the end of a grace period
 * acquires it.  That is weaker than RCU's own guarantee, so no race is hidden that RCU allows. */
static char grace;
#define reader_left() __tsan_release(&grace)
#define grace_over()  __tsan_acquire(&grace)
#else
#define reader_left() ((void)0)
#define grace_over()  ((void)0)
#endif

void rcu_thread_enter(void)
{
	rcu_register_thread();
}

void rcu_thread_exit(void)
{
	rcu_unregister_thread();
}

void rcu_lock(void)
{
	rcu_read_lock();
}

void rcu_unlock(void)
{
	reader_left();
	rcu_read_unlock();
}

void rcu_wait(void)
{
	synchronize_rcu();
	grace_over();
}
