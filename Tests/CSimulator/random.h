#pragma once

#include <stdint.h>

/* SplitMix64. */
uint64_t sim_next(uint64_t *from);
int sim_random_bytes(unsigned char *bytes, int count);
