/* The Swift runtime's own hook (swift_task_enqueueGlobal_hook): with it every job comes to one queue, which one thread
   empties in an order that follows from the seed. */

#include "CSimulator.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#define SWIFT_CC __attribute__((swiftcall))

typedef struct { void *identity, *implementation; } executor_ref;
typedef SWIFT_CC void (*enqueue_original)(void *job);
typedef SWIFT_CC void (*enqueue_hook)(void *job, enqueue_original original);

extern enqueue_hook swift_task_enqueueGlobal_hook;
extern SWIFT_CC void swift_job_run(void *job, executor_ref executor);

static void (*taker)(void *job);
static pthread_t owner;

static SWIFT_CC void take(void *job, enqueue_original original) {
    (void)original;
    if (!pthread_equal(pthread_self(), owner)) {
        fprintf(stderr, "simulator: a job came from another thread; the run would not be the same again\n");
        abort();
    }
    taker(job);
}

void sim_jobs_take(void (*enqueue)(void *job)) {
    owner = pthread_self();
    taker = enqueue;
    swift_task_enqueueGlobal_hook = take;
}

void sim_job_run(void *job) {
    executor_ref generic = {NULL, NULL};
    swift_job_run(job, generic);
}
