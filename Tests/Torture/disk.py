"""The file systems that the homes are on, and the cut of their power."""

import fcntl
import os
import struct
import time

from machine import make_disk, run

EXT4_IOC_SHUTDOWN = 0x8004587D
NO_LOG_FLUSH = 2  # what the file system has not yet given to the device is lost, its journal too


class Disk:
    """A directory; on an ext4 file system of its own where there are loop devices."""

    def __init__(self, scratch, name, size, has_loop):
        self.image, self.place = os.path.join(scratch, name + ".img"), os.path.join(scratch, name)
        self.has_loop = has_loop
        self.filler = os.path.join(self.place, "filler")
        if has_loop:
            make_disk(self.image, self.place, size)
        else:
            os.makedirs(self.place)

    def cut_power(self):
        """From here on nothing reaches the device, and every write and sync fails."""
        place = os.open(self.place, os.O_RDONLY)
        try:
            fcntl.ioctl(place, EXT4_IOC_SHUTDOWN, struct.pack("I", NO_LOG_FLUSH))
        finally:
            os.close(place)

    def mount_again(self):
        """As after the restart of a machine: what is not on the device is gone, the journal is played back."""
        for attempt in range(50):
            if run("umount", self.place, check=False).returncode == 0:
                break
            time.sleep(0.05)
        else:
            raise RuntimeError(f"{self.place} cannot be unmounted")
        run("mount", "-o", "loop", self.image, self.place)

    def fill(self, leave):
        """Takes all space but so many bytes."""
        free = os.statvfs(self.place)
        size = free.f_bavail * free.f_frsize - leave
        file = os.open(self.filler, os.O_CREAT | os.O_RDWR, 0o600)
        try:
            while size > 4096:
                try:
                    os.posix_fallocate(file, os.fstat(file).st_size, size)
                    break
                except OSError:
                    size //= 2
        finally:
            os.close(file)

    def free(self):
        """Gives the space back, for good: a cut of the power must not bring the filler again."""
        if os.path.exists(self.filler):
            os.unlink(self.filler)
            place = os.open(self.place, os.O_RDONLY)
            try:
                os.fsync(place)
            finally:
                os.close(place)

    def close(self):
        if self.has_loop:
            run("umount", "--lazy", self.place, check=False)
