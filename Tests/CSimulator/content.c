/* One file: what of its writes is synced, and what of the others a failure of the power leaves. */

#include "disk.h"
#include "random.h"

#include <stdlib.h>
#include <string.h>

enum { SECTOR = 512 };

void sim_content_note(sim_content *content, int64_t offset, const void *bytes, int64_t length) {
    if (content->count == content->capacity) {
        content->capacity = content->capacity * 2 + 16;
        content->changes = realloc(content->changes, sizeof(sim_change) * (size_t)content->capacity);
    }
    sim_change change = {offset, length, NULL, 0};
    if (bytes != NULL) {
        change.bytes = malloc(length > 0 ? (size_t)length : 1);
        memcpy(change.bytes, bytes, (size_t)length);
    }
    content->changes[content->count++] = change;
}

static void apply(sim_image *image, const sim_change *change) {
    if (change->bytes == NULL) sim_image_truncate(image, change->offset);
    else sim_image_write(image, change->offset, change->bytes, change->length);
}

void sim_content_forget(sim_content *content) {
    for (int index = 0; index < content->count; index++) free(content->changes[index].bytes);
    content->count = 0;
}

void sim_content_synced(sim_content *content) {
    for (int index = 0; index < content->count; index++)
        if (!content->changes[index].is_lost) apply(&content->synced, &content->changes[index]);
    /* The first sync of a file syncs its directory too (os_unix.c). */
    content->synced.exists = 1;
    sim_content_forget(content);
}

/* As Linux does it: the pages stay readable, count as clean, and are not written any more. */
void sim_content_lost(sim_content *content) {
    for (int index = 0; index < content->count; index++) content->changes[index].is_lost = 1;
}

void sim_content_removed(sim_content *content) {
    sim_content_forget(content);
    sim_image_free(&content->synced);
}

static int one_of(sim_disk *disk, int count) { return (int)(sim_next(&disk->random) % (uint64_t)count); }

/* A write whose sectors are there or not, each for itself. */
static void tear(sim_disk *disk, sim_image *image, int64_t offset, const unsigned char *bytes, int64_t count) {
    for (int64_t done = 0; done < count; done += SECTOR) {
        int64_t length = count - done < SECTOR ? count - done : SECTOR;
        if (one_of(disk, 2)) sim_image_write(image, offset + done, bytes + done, length);
    }
    disk->counts.torn++;
}

void sim_content_survive(sim_disk *disk, sim_content *content, int is_all_lost) {
    content->left = sim_image_copy(&content->synced);
    int kind = is_all_lost ? 0 : one_of(disk, 4);
    for (int index = 0; index < content->count; index++) {
        const sim_change *change = &content->changes[index];
        /* All lost, all kept, or each by itself: kept, torn, lost. So too what a sync failed for: some of it may be written. */
        int fate = kind == 0 ? 2 : kind == 1 ? 0 : one_of(disk, 3);
        if (fate == 1 && change->bytes != NULL)
            tear(disk, &content->left, change->offset, change->bytes, change->length);
        else if (fate == 2) disk->counts.lost++;
        else apply(&content->left, change), disk->counts.kept++;
    }
}

int64_t sim_content_cut(sim_disk *disk, sim_content *content, int64_t offset, const void *bytes, int64_t count) {
    if (disk->how == SIM_POWER) tear(disk, &content->left, offset, bytes, count);
    if (disk->how != SIM_KILL) return 0;
    int64_t whole = count - count % SECTOR, length = one_of(disk, (int)(whole / SECTOR) + 1) * SECTOR;
    if (length > 0) sim_content_note(content, offset, bytes, length);
    return length;
}
