"""What the struck daemon takes from the system, looked at from outside: /proc and its log."""

import os
import threading
import time

PAUSE = 0.05


class Watch(threading.Thread):
    """Counts descriptors again and again; keeps the most."""

    def __init__(self, pid, log):
        super().__init__(daemon=True)
        self.pid, self.log = pid, log
        self.most, self.over = 0, threading.Event()

    def run(self):
        while not self.over.wait(PAUSE):
            self.most = max(self.most, self.descriptors())

    def stop(self):
        self.over.set()
        self.join()

    def descriptors(self):
        try:
            return len(os.listdir(f"/proc/{self.pid}/fd"))
        except OSError:
            return 0

    def settled(self, looks=20):
        """The most in a second: connections of the local API come and go."""
        most = 0
        for _ in range(looks):
            most = max(most, self.descriptors())
            time.sleep(PAUSE)
        return most

    def open_files(self):
        """What the descriptors are: sockets and the like counted, files by name."""
        found = {}
        for number in os.listdir(f"/proc/{self.pid}/fd"):
            try:
                what = os.readlink(f"/proc/{self.pid}/fd/{number}").split(":[")[0]
                found[what] = found.get(what, 0) + 1
            except OSError:
                pass  # closed meanwhile
        return found

    def memory(self, name="VmHWM"):
        """Resident memory, in MiB: the most that it ever was, or what it is (`VmRSS`)."""
        with open(f"/proc/{self.pid}/status") as file:
            line = next(line for line in file if line.startswith(name + ":"))
        return int(line.split()[1]) / 1024

    def log_lines(self):
        with open(self.log, "rb") as file:
            return sum(1 for _ in file)
