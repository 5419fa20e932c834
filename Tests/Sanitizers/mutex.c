// Shows the thread sanitizer what it cannot see: Swift's Mutex, where two threads want it at once.
//
// What is inlined of Mutex into a program is instrumented with it. The slow paths lie in libswiftSynchronization and are not: the
// one that waits in the kernel for a lock that is taken, and the one that wakes who waits. So what came before such an
// unlocking looks unordered to what comes after such a locking: a race that there is not. This library, put before it with
// LD_PRELOAD, says of each that the lock was released or acquired. It says so of one address, the lock's own; what is not
// under the lock is reported as before.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>
#include <stdlib.h>

#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define TRY_LOCK "$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"
#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *lock

// There in programs under the sanitizer alone.
__attribute__((weak)) void __tsan_acquire(void *address);
__attribute__((weak)) void __tsan_release(void *address);

// The function behind this one. Where the runtime has another, nothing that this library says is true.
static void *behind(const char *name) {
    void *function = dlsym(RTLD_NEXT, name);
    if (!function) abort();
    return function;
}

SWIFT void lock_slow(uint32_t state, SELF) __asm__(LOCK);
SWIFT _Bool try_lock_slow(SELF) __asm__(TRY_LOCK);
SWIFT void unlock_slow(SELF) __asm__(UNLOCK);

SWIFT void lock_slow(uint32_t state, SELF) {
    ((SWIFT void (*)(uint32_t, SELF))behind(LOCK))(state, lock);
    if (__tsan_acquire) __tsan_acquire(lock);
}

SWIFT _Bool try_lock_slow(SELF) {
    _Bool taken = ((SWIFT _Bool(*)(SELF))behind(TRY_LOCK))(lock);
    if (taken && __tsan_acquire) __tsan_acquire(lock);
    return taken;
}

SWIFT void unlock_slow(SELF) {
    if (__tsan_release) __tsan_release(lock);
    ((SWIFT void (*)(SELF))behind(UNLOCK))(lock);
}
