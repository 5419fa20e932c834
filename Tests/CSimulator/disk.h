#pragma once

#include "image.h"

/* What is known of one file of a disk. Its bytes as the system sees them stand in the real file. */
typedef struct sim_content {
    char name[96];
    /* What a power failure cannot take. */
    sim_image synced;
    sim_change *changes;
    int count, capacity;
    /* What the last power failure left of it. */
    sim_image left;
    struct sim_content *next;
} sim_content;

typedef struct {
    int operations, count, how;
} sim_order;

struct sim_disk {
    char directory[512];
    uint64_t random;
    /* Grows with each `sim_disk_up`: files that were opened before belong to a process that is gone. */
    uint64_t generation;
    int is_down, how, is_full, has_failed_sync;
    sim_order down, failure;
    sim_content *contents;
    sim_disk_counts counts;
    struct sim_disk *next;
};

/* The disk that a path lies on; NULL for none. */
sim_disk *sim_disk_of(const char *path);
sim_content *sim_content_at(sim_disk *disk, const char *path);
void sim_content_note(sim_content *content, int64_t offset, const void *bytes, int64_t length);
void sim_content_synced(sim_content *content);
void sim_content_lost(sim_content *content);
void sim_content_removed(sim_content *content);
void sim_content_forget(sim_content *content);
void sim_content_survive(sim_disk *disk, sim_content *content, int is_all_lost);
/* The write in which the disk has gone down. After a power failure some of its sectors are there; after a kill the system may
   have its first ones: how many bytes. */
int64_t sim_content_cut(sim_disk *disk, sim_content *content, int64_t offset, const void *bytes, int64_t count);
/* Counts an operation against the orders. 0: go on; else the error to give. */
int sim_disk_enter(sim_disk *disk, int operation, int error);
