#pragma once

#include "CSimulator.h"

#include <sqlite3.h>

/* A file's bytes in memory. */
typedef struct {
    unsigned char *bytes;
    int64_t size;
    int exists;
} sim_image;

/* A write or a truncation that is not synced. */
typedef struct {
    int64_t offset, length;
    /* NULL for a truncation to `offset`. */
    unsigned char *bytes;
    /* A sync of it failed: the system takes it for written and never writes it. */
    int is_lost;
} sim_change;

void sim_image_write(sim_image *image, int64_t offset, const unsigned char *bytes, int64_t length);
void sim_image_truncate(sim_image *image, int64_t size);
void sim_image_free(sim_image *image);
sim_image sim_image_copy(const sim_image *image);
/* Reads a file; one that is not there gives an image that does not exist. */
sim_image sim_image_load(const char *path);
/* Makes a new file of it in the place of what is there; or removes that where the image does not exist. */
int sim_image_store(const sim_image *image, const char *path);
