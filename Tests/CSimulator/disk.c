/* Disks: what is written and what is synced, and what of it a failure of the process or of the power leaves. */

#include "disk.h"
#include "random.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static sim_disk *disks;

sim_disk *sim_disk_new(const char *directory, uint64_t seed) {
    sim_disk *disk = calloc(1, sizeof *disk);
    snprintf(disk->directory, sizeof disk->directory, "%s", directory);
    disk->random = seed;
    disk->next = disks;
    return disks = disk;
}

sim_disk *sim_disk_of(const char *path) {
    for (sim_disk *disk = disks; path != NULL && disk != NULL; disk = disk->next) {
        size_t length = strlen(disk->directory);
        if (strncmp(path, disk->directory, length) == 0 && path[length] == '/') return disk;
    }
    return NULL;
}

sim_content *sim_content_at(sim_disk *disk, const char *path) {
    const char *name = strrchr(path, '/') + 1;
    for (sim_content *content = disk->contents; content != NULL; content = content->next)
        if (strcmp(content->name, name) == 0) return content;
    sim_content *content = calloc(1, sizeof *content);
    snprintf(content->name, sizeof content->name, "%s", name);
    /* What was made without SQLite, by a link or a copy, was synced by who made it. */
    content->synced = sim_image_load(path);
    content->next = disk->contents;
    return disk->contents = content;
}

void sim_disk_down(sim_disk *disk, int how) {
    if (disk->is_down) return;
    disk->is_down = 1;
    disk->how = how;
    disk->down.count = 0;
    if (how == SIM_KILL) return;
    for (sim_content *content = disk->contents; content != NULL; content = content->next)
        sim_content_survive(disk, content, how == SIM_POWER_ALL_LOST);
}

static void path_of(const sim_disk *disk, const char *name, const char *end, char *path, size_t size) {
    snprintf(path, size, "%s/%s%s", disk->directory, name, end);
}

/* New files, so that what the process that is gone had open is not what the next one opens. */
int sim_disk_up(sim_disk *disk) {
    char path[700];
    int failures = 0;
    for (sim_content *content = disk->contents; content != NULL; content = content->next) {
        path_of(disk, content->name, "", path, sizeof path);
        if (disk->how == SIM_KILL) {
            content->left = sim_image_load(path);
        } else {
            sim_content_forget(content);
            sim_image_free(&content->synced);
            content->synced = sim_image_copy(&content->left);
            content->synced.exists = content->left.exists;
        }
        failures += sim_image_store(&content->left, path);
        sim_image_free(&content->left);
    }
    path_of(disk, "lock", "", path, sizeof path);
    unlink(path);
    path_of(disk, "hotline.db-shm", "", path, sizeof path);
    unlink(path);
    disk->is_down = disk->has_failed_sync = 0;
    disk->generation++;
    return failures;
}

int sim_disk_is_down(const sim_disk *disk) { return disk->is_down; }

void sim_disk_down_at(sim_disk *disk, int operations, int count, int how) {
    disk->down = (sim_order){operations, count, how};
}

void sim_disk_fail_at(sim_disk *disk, int operations, int count, int sticky) {
    disk->failure = (sim_order){operations, count, sticky};
}

void sim_disk_set_full(sim_disk *disk, int is_full) { disk->is_full = is_full; }

void sim_disk_heal(sim_disk *disk) {
    disk->failure.count = disk->down.count = 0;
    disk->is_full = 0;
}

static void count_error(sim_disk *disk, int operation) {
    switch (operation) {
    case SIM_READ: disk->counts.read_errors++; break;
    case SIM_WRITE: disk->counts.write_errors++; break;
    case SIM_SYNC: disk->counts.sync_errors++; break;
    default: disk->counts.truncate_errors++; break;
    }
}

static void count_operation(sim_disk *disk, int operation) {
    switch (operation) {
    case SIM_READ: disk->counts.reads++; break;
    case SIM_WRITE: disk->counts.writes++; break;
    case SIM_SYNC: disk->counts.syncs++; break;
    default: disk->counts.truncates++; break;
    }
    if (operation != SIM_READ && disk->has_failed_sync) disk->counts.after_failed_sync++;
}

int sim_disk_enter(sim_disk *disk, int operation, int error) {
    count_operation(disk, operation);
    if (disk->down.count > 0 && (disk->down.operations & operation) != 0 && --disk->down.count == 0) {
        sim_disk_down(disk, disk->down.how);
        return error;
    }
    if (disk->failure.count == 0 || (disk->failure.operations & operation) == 0) return SQLITE_OK;
    if (disk->failure.count > 1) {
        disk->failure.count--;
        return SQLITE_OK;
    }
    if (!disk->failure.how) disk->failure.count = 0;
    count_error(disk, operation);
    if (operation == SIM_SYNC) disk->has_failed_sync = 1;
    return error;
}

int sim_disk_copy(const sim_disk *disk, const char *name, const char *path, int seen) {
    static const char *ends[] = {"", "-wal"};
    int failures = 0;
    for (int end = 0; end < 2; end++) {
        char from[700], to[700], full[128];
        snprintf(full, sizeof full, "%s%s", name, ends[end]);
        snprintf(to, sizeof to, "%s%s", path, ends[end]);
        path_of(disk, full, "", from, sizeof from);
        sim_content *content = sim_content_at((sim_disk *)disk, from);
        sim_image image = seen ? sim_image_load(from) : sim_image_copy(&content->synced);
        failures += sim_image_store(&image, to);
        sim_image_free(&image);
    }
    return failures;
}

int sim_disk_replace(sim_disk *disk, const char *name, const char *path) {
    static const char *ends[] = {"", "-wal"};
    for (int end = 0; end < 2; end++) {
        char from[700], to[700];
        snprintf(from, sizeof from, "%s%s", path, ends[end]);
        path_of(disk, name, ends[end], to, sizeof to);
        sim_content *content = sim_content_at(disk, to);
        sim_content_removed(content);
        sim_image_free(&content->left);
        content->left = sim_image_load(from);
    }
    /* As if the power had failed with the copy in place. */
    disk->how = SIM_POWER;
    return 0;
}

sim_disk_counts sim_disk_counted(const sim_disk *disk) { return disk->counts; }

uint64_t sim_disk_unsynced(const sim_disk *disk) {
    uint64_t bytes = 0;
    for (const sim_content *content = disk->contents; content != NULL; content = content->next)
        for (int index = 0; index < content->count; index++) bytes += (uint64_t)content->changes[index].length;
    return bytes;
}
