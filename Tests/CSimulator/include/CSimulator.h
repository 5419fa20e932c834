#pragma once

#include <stdint.h>

/* What the simulator needs that only C can give: the queue of the Swift runtime's jobs, OpenSSL's randomness, and a disk
   below SQLite. Everything runs on one thread and follows from seeds. */

/* Jobs */

/* Every job that Swift's runtime has for its global executor goes to this function from now on. */
void sim_jobs_take(void (*enqueue)(void *job));
/* Runs a job that was given to it. */
void sim_job_run(void *job);

/* Randomness */

/* OpenSSL's generator and SQLite's give the numbers of this seed from now on. */
void sim_random_seed(uint64_t seed);

/* Disk */

enum {
    SIM_READ = 1, SIM_WRITE = 2, SIM_SYNC = 4, SIM_TRUNCATE = 8,
};

/* How a disk goes down. */
enum {
    /* The process ends, the machine does not: what was written is there. */
    SIM_KILL = 0,
    /* The power fails: of what was not synced each write is there, torn, or not there. */
    SIM_POWER = 1,
    /* The power fails, and nothing that was not synced is there. */
    SIM_POWER_ALL_LOST = 2,
};

typedef struct sim_disk sim_disk;

/* Counted since the disk was made. */
typedef struct {
    uint64_t reads, writes, syncs, truncates;
    /* Errors that were given, by kind. */
    uint64_t read_errors, write_errors, sync_errors, truncate_errors, full_errors;
    /* Of the writes that a power failure found unsynced. */
    uint64_t lost, torn, kept;
    /* Writes and syncs by a process after one of its syncs had failed. */
    uint64_t after_failed_sync;
} sim_disk_counts;

/* Registers the disks as SQLite's default file system, over the system's own. */
void sim_disks_install(void);
/* The disk below a directory. */
sim_disk *sim_disk_new(const char *directory, uint64_t seed);

/* Ends what has the disk open: every further call of it fails and changes nothing. */
void sim_disk_down(sim_disk *disk, int how);
int sim_disk_is_down(const sim_disk *disk);
/* Goes down by itself at the so many-th of these operations from now on, counted from 1; 0 takes the order back. */
void sim_disk_down_at(sim_disk *disk, int operations, int count, int how);
/* Puts what survived into the directory, as new files; what opens them now is another process. */
int sim_disk_up(sim_disk *disk);

/* The so many-th of these operations from now on fails with an I/O error; with `sticky` all that follow too. */
void sim_disk_fail_at(sim_disk *disk, int operations, int count, int sticky);
/* Writes that make a file longer fail as on a full disk. */
void sim_disk_set_full(sim_disk *disk, int is_full);
/* Takes all orders for errors back. */
void sim_disk_heal(sim_disk *disk);

/* Writes what is on the disk for sure (as if the power failed now and all unsynced were lost) or what the system sees (with
   `seen`) into a file; the write-ahead log goes beside it. */
int sim_disk_copy(const sim_disk *disk, const char *name, const char *path, int seen);
/* Puts a copy in the place of a file and its write-ahead log, while the disk is down. */
int sim_disk_replace(sim_disk *disk, const char *name, const char *path);

sim_disk_counts sim_disk_counted(const sim_disk *disk);
/* Bytes of the files that are not synced. */
uint64_t sim_disk_unsynced(const sim_disk *disk);
