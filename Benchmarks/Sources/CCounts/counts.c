// Counts what a daemon does, exactly and at almost no cost: the functions stand in front of the real ones, add one to a
// counter in a shared file, and pass on. Loaded with LD_PRELOAD; the file's path is in HOTLINE_BENCH_COUNTS.

#ifdef __linux__
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

// The order in which Counts.swift reads them.
enum { SYNCS, SIGNATURES, VERIFICATIONS, COUNTERS };

static _Atomic uint64_t *counters;

__attribute__((constructor)) static void open_counters(void) {
    const char *path = getenv("HOTLINE_BENCH_COUNTS");
    int file = path ? open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600) : -1;
    if (file < 0) return;
    size_t size = COUNTERS * sizeof(uint64_t);
    if (ftruncate(file, (off_t)size) == 0) {
        void *shared = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        if (shared != MAP_FAILED) counters = shared;
    }
    close(file);
}

static void count(int counter) {
    if (counters) atomic_fetch_add_explicit(&counters[counter], 1, memory_order_relaxed);
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

int fsync(int file) {
    static __typeof__(&fsync) next;
    if (!next) next = NEXT(fsync);
    count(SYNCS);
    return next(file);
}

int fdatasync(int file) {
    static __typeof__(&fdatasync) next;
    if (!next) next = NEXT(fdatasync);
    count(SYNCS);
    return next(file);
}

// OpenSSL's functions, with its types as plain pointers: no header of it is needed to pass them on.
int EVP_DigestSign(void *context, unsigned char *signature, size_t *length, const unsigned char *text, size_t size) {
    static __typeof__(&EVP_DigestSign) next;
    if (!next) next = NEXT(EVP_DigestSign);
    if (signature) count(SIGNATURES);
    return next(context, signature, length, text, size);
}

int EVP_DigestVerify(
    void *context, const unsigned char *signature, size_t length, const unsigned char *text, size_t size) {
    static __typeof__(&EVP_DigestVerify) next;
    if (!next) next = NEXT(EVP_DigestVerify);
    count(VERIFICATIONS);
    return next(context, signature, length, text, size);
}
#endif
