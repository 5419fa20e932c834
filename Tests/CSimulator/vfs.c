/* SQLite's file system over a disk of the simulator: the system's own does the work, and what it writes is noted. */

#include "disk.h"
#include "random.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
    sqlite3_file base;
    sim_disk *disk;
    sim_content *content;
    uint64_t generation;
    sqlite3_file *real;
} handle;

static sqlite3_vfs *system_files;

static int is_gone(const handle *file) {
    return file->disk->is_down || file->generation != file->disk->generation;
}

#define REAL(file) (((handle *)(file))->real)
#define METHODS(file) (REAL(file)->pMethods)

static int close_file(sqlite3_file *file) {
    int result = METHODS(file)->xClose(REAL(file));
    free(REAL(file));
    return result;
}

static int read_file(sqlite3_file *file, void *bytes, int count, sqlite3_int64 offset) {
    handle *own = (handle *)file;
    if (is_gone(own)) return SQLITE_IOERR_READ;
    int error = sim_disk_enter(own->disk, SIM_READ, SQLITE_IOERR_READ);
    return error ? error : METHODS(file)->xRead(REAL(file), bytes, count, offset);
}

static int write_file(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 offset) {
    handle *own = (handle *)file;
    if (is_gone(own)) return SQLITE_IOERR_WRITE;
    sqlite3_int64 size = 0;
    if (own->disk->is_full && METHODS(file)->xFileSize(REAL(file), &size) == SQLITE_OK && offset + count > size) {
        own->disk->counts.full_errors++;
        return SQLITE_FULL;
    }
    int error = sim_disk_enter(own->disk, SIM_WRITE, SQLITE_IOERR_WRITE);
    if (error && own->disk->is_down) {
        int64_t length = sim_content_cut(own->disk, own->content, offset, bytes, count);
        if (length > 0) METHODS(file)->xWrite(REAL(file), bytes, (int)length, offset);
    }
    if (error) return error;
    sim_content_note(own->content, offset, bytes, count);
    return METHODS(file)->xWrite(REAL(file), bytes, count, offset);
}

static int truncate_file(sqlite3_file *file, sqlite3_int64 size) {
    handle *own = (handle *)file;
    if (is_gone(own)) return SQLITE_IOERR_TRUNCATE;
    int error = sim_disk_enter(own->disk, SIM_TRUNCATE, SQLITE_IOERR_TRUNCATE);
    if (error) return error;
    sim_content_note(own->content, size, NULL, 0);
    return METHODS(file)->xTruncate(REAL(file), size);
}

static int sync_file(sqlite3_file *file, int flags) {
    (void)flags;
    handle *own = (handle *)file;
    if (is_gone(own)) return SQLITE_IOERR_FSYNC;
    int error = sim_disk_enter(own->disk, SIM_SYNC, SQLITE_IOERR_FSYNC);
    if (error && !own->disk->is_down) sim_content_lost(own->content);
    if (error) return error;
    sim_content_synced(own->content);
    return SQLITE_OK;
}

static int size_of_file(sqlite3_file *file, sqlite3_int64 *size) {
    return is_gone((handle *)file) ? SQLITE_IOERR_FSTAT : METHODS(file)->xFileSize(REAL(file), size);
}

/* What is gone gives its locks up and takes no more. */
static int lock_file(sqlite3_file *file, int level) {
    return is_gone((handle *)file) ? SQLITE_IOERR_LOCK : METHODS(file)->xLock(REAL(file), level);
}

static int unlock_file(sqlite3_file *file, int level) { return METHODS(file)->xUnlock(REAL(file), level); }

static int is_reserved(sqlite3_file *file, int *result) { return METHODS(file)->xCheckReservedLock(REAL(file), result); }

static int control(sqlite3_file *file, int operation, void *argument) {
    return METHODS(file)->xFileControl(REAL(file), operation, argument);
}

static int sector_size(sqlite3_file *file) { return METHODS(file)->xSectorSize(REAL(file)); }

static int characteristics(sqlite3_file *file) { return METHODS(file)->xDeviceCharacteristics(REAL(file)); }

static int map_shared(sqlite3_file *file, int region, int size, int extend, void volatile **memory) {
    if (is_gone((handle *)file)) return SQLITE_IOERR_SHMMAP;
    return METHODS(file)->xShmMap(REAL(file), region, size, extend, memory);
}

static int lock_shared(sqlite3_file *file, int offset, int count, int flags) {
    if ((flags & SQLITE_SHM_LOCK) && is_gone((handle *)file)) return SQLITE_IOERR_SHMLOCK;
    return METHODS(file)->xShmLock(REAL(file), offset, count, flags);
}

static void barrier(sqlite3_file *file) { METHODS(file)->xShmBarrier(REAL(file)); }

static int unmap_shared(sqlite3_file *file, int is_deleted) {
    return METHODS(file)->xShmUnmap(REAL(file), is_gone((handle *)file) ? 0 : is_deleted);
}

static const sqlite3_io_methods methods = {
    2, close_file, read_file, write_file, truncate_file, sync_file, size_of_file, lock_file, unlock_file, is_reserved,
    control, sector_size, characteristics, map_shared, lock_shared, barrier, unmap_shared, NULL, NULL,
};

/* A file that is on no disk is the system's alone: the handle is then its own. */
static int open_file(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *given) {
    (void)vfs;
    sim_disk *disk = sim_disk_of(name);
    if (disk == NULL) return system_files->xOpen(system_files, name, file, flags, given);
    file->pMethods = NULL;
    if (disk->is_down) return SQLITE_CANTOPEN;
    handle *own = (handle *)file;
    own->disk = disk;
    own->generation = disk->generation;
    own->content = sim_content_at(disk, name);
    own->real = calloc(1, (size_t)system_files->szOsFile);
    int result = system_files->xOpen(system_files, name, own->real, flags, given);
    if (result != SQLITE_OK) {
        free(own->real);
        return result;
    }
    file->pMethods = &methods;
    return SQLITE_OK;
}

static int delete_file(sqlite3_vfs *vfs, const char *name, int is_synced) {
    (void)vfs;
    sim_disk *disk = sim_disk_of(name);
    if (disk != NULL && disk->is_down) return SQLITE_IOERR_DELETE;
    int result = system_files->xDelete(system_files, name, is_synced);
    if (disk != NULL && result == SQLITE_OK) sim_content_removed(sim_content_at(disk, name));
    return result;
}

static int random_bytes(sqlite3_vfs *vfs, int count, char *bytes) {
    (void)vfs;
    sim_random_bytes((unsigned char *)bytes, count);
    return count;
}

/* Nothing waits in real time for a lock. */
static int no_sleep(sqlite3_vfs *vfs, int microseconds) {
    (void)vfs;
    return microseconds;
}

void sim_disks_install(void) {
    static sqlite3_vfs disks;
    system_files = sqlite3_vfs_find("unix");
    disks = *system_files;
    if ((int)sizeof(handle) > disks.szOsFile) disks.szOsFile = (int)sizeof(handle);
    disks.pNext = NULL;
    disks.zName = "simulator";
    disks.xOpen = open_file;
    disks.xDelete = delete_file;
    disks.xRandomness = random_bytes;
    disks.xSleep = no_sleep;
    sqlite3_vfs_register(&disks, 1);
}
