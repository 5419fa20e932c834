/* OpenSSL lets a program bring its own generator; the product asks OpenSSL for every random byte that it needs. */

#define OPENSSL_SUPPRESS_DEPRECATED
#include "random.h"
#include "CSimulator.h"

#include <openssl/rand.h>
#include <sqlite3.h>

static uint64_t state;

uint64_t sim_next(uint64_t *from) {
    uint64_t mixed = (*from += 0x9E3779B97F4A7C15u);
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9u;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBu;
    return mixed ^ (mixed >> 31);
}

int sim_random_bytes(unsigned char *bytes, int count) {
    for (int index = 0; index < count; index++) bytes[index] = (unsigned char)(sim_next(&state) >> 32);
    return 1;
}

static int status(void) { return 1; }

void sim_random_seed(uint64_t seed) {
    static RAND_METHOD method = {NULL, sim_random_bytes, NULL, NULL, sim_random_bytes, status};
    state = seed;
    RAND_set_rand_method(&method);
    sqlite3_randomness(0, NULL);
}
