// Shows the thread sanitizer what it cannot see: Swift's Mutex, where two threads want it at once.
//
// What is inlined of Mutex into a program is instrumented with it. The slow path, which waits in the kernel for a lock that is
// taken, lies in libswiftSynchronization and is not, so that whatever came before the unlocking looks unordered to whatever comes
// after this locking: a race that there is not. This library, put before it with LD_PRELOAD, calls the slow path and then says
// that the lock was acquired. It says so of one address, the lock's own; what is not under the lock is reported as before.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

#define LOCK_SLOW "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"

typedef __attribute__((swiftcall)) void slow_path(uint32_t state, __attribute__((swift_context)) void *lock);

// There in programs under the sanitizer alone.
__attribute__((weak)) void __tsan_acquire(void *address);

__attribute__((swiftcall)) void lock_slow(uint32_t state, __attribute__((swift_context)) void *lock) __asm__(LOCK_SLOW);

__attribute__((swiftcall)) void lock_slow(uint32_t state, __attribute__((swift_context)) void *lock) {
    static slow_path *next;
    if (!next) next = (slow_path *)dlsym(RTLD_NEXT, LOCK_SLOW);
    next(state, lock);
    if (__tsan_acquire) __tsan_acquire(lock);
}
