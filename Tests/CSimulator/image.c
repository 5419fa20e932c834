#include "image.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void resize(sim_image *image, int64_t size) {
    if (size > image->size) {
        image->bytes = realloc(image->bytes, (size_t)size);
        memset(image->bytes + image->size, 0, (size_t)(size - image->size));
    }
    image->size = size;
    image->exists = 1;
}

void sim_image_write(sim_image *image, int64_t offset, const unsigned char *bytes, int64_t length) {
    if (offset + length > image->size) resize(image, offset + length);
    memcpy(image->bytes + offset, bytes, (size_t)length);
    image->exists = 1;
}

void sim_image_truncate(sim_image *image, int64_t size) { resize(image, size); }

void sim_image_free(sim_image *image) {
    free(image->bytes);
    memset(image, 0, sizeof *image);
}

sim_image sim_image_copy(const sim_image *image) {
    sim_image copy = {malloc(image->size > 0 ? (size_t)image->size : 1), image->size, image->exists};
    if (image->size > 0) memcpy(copy.bytes, image->bytes, (size_t)image->size);
    return copy;
}

sim_image sim_image_load(const char *path) {
    sim_image image = {NULL, 0, 0};
    struct stat status;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return image;
    if (fstat(file, &status) == 0) {
        image.bytes = malloc(status.st_size > 0 ? (size_t)status.st_size : 1);
        image.exists = 1;
        while (image.size < status.st_size) {
            ssize_t count = read(file, image.bytes + image.size, (size_t)(status.st_size - image.size));
            if (count <= 0) break;
            image.size += count;
        }
    }
    close(file);
    return image;
}

int sim_image_store(const sim_image *image, const char *path) {
    unlink(path);
    if (!image->exists) return 0;
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) return -1;
    int64_t done = 0;
    while (done < image->size) {
        ssize_t count = write(file, image->bytes + done, (size_t)(image->size - done));
        if (count <= 0) break;
        done += count;
    }
    close(file);
    return done == image->size ? 0 : -1;
}
