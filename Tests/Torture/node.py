"""A node of the torture: its home, its daemon, and how the daemon ended each time."""

import os
import signal
import subprocess
import time

from api import Api, Unanswered
from machine import run

READY_SECONDS = 30
FAILURES = {69, 70, 74}       # documented: systemd starts it again
START_FAILURES = FAILURES | {77, 78}
KILLED = -signal.SIGKILL


def shown(status):
    """How a process ended, in words."""
    if status is None:
        return "went on"
    return f"ended by {signal.Signals(-status).name}" if status < 0 else f"ended with {status}"


class Node:
    def __init__(self, name, home, listen, programs, log, enter=()):
        self.name, self.home, self.listen, self.programs = name, home, listen, programs
        self.socket = os.path.join(home, "run/hotline.sock")
        self.enter = list(enter)      # what starts a program in this node's network
        self.log_path = log
        self.daemon = None
        self.allowed = set()          # how it may end now; a strike says so before it strikes
        self.endings = []             # each status, and whether it was allowed
        self.started = 0.0

    # What a desk does.

    def desk(self, *arguments, timeout=120, check=True, **more):
        return run(os.path.join(self.programs, "hotline"), *arguments, "--home", self.home, timeout=timeout, check=check,
                   env=self.environment(), **more)

    def environment(self, more=()):
        kept = {key: value for key, value in os.environ.items() if not key.startswith("HOTLINE_") or "PLANTED" in key}
        return kept | {
            "HOTLINE_HOME": self.home, "HOTLINE_LISTEN": self.listen, "HOTLINE_LOG_LEVEL": "info",
            "HOTLINE_AUDIT_INTERVAL": "never"} | dict(more)

    def key_line(self):
        with open(os.path.join(self.home, "identity.pub")) as file:
            return file.read().strip()

    def api(self, timeout=10):
        return Api(self.socket, timeout)

    def status(self, timeout=3):
        api = self.api(timeout)
        try:
            return api.status()
        finally:
            api.close()

    def line(self):
        """The first line in `status`, or nothing where the node does not answer."""
        try:
            return self.status()["lines"][0]
        except (Unanswered, IndexError, TypeError):
            return None

    def state(self):
        return (self.line() or {}).get("state")

    # Its process.

    def launch(self, wrapper=(), more=()):
        """Starts the daemon and does not wait. The wrapper leaves the daemon as this process's own child."""
        command = [*self.enter, *wrapper, os.path.join(self.programs, "hotlined")]
        with open(self.log_path, "ab") as log:
            self.daemon = subprocess.Popen(command, stderr=log, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
                                           env=self.environment(more), start_new_session=True)
        self.started = time.monotonic()

    def start(self, **how):
        """Starts the daemon as systemd would: again where it ends with a documented failure."""
        end = time.monotonic() + READY_SECONDS
        while time.monotonic() < end:
            if self.ended() is not None or self.daemon is None:
                self.launch(**how)
            if self.is_ready():
                return
            time.sleep(0.02)
        raise RuntimeError(f"{self.name} did not start; its log is {self.log_path}")

    def is_ready(self):
        try:
            return self.status(timeout=2) is not None
        except Unanswered:
            return False

    def ended(self):
        """The status of a daemon that has ended, noted once; nothing while it runs."""
        if self.daemon is None:
            return None
        status = self.daemon.poll()
        if status is not None:
            self.endings.append((status, status in self.allowed))
            self.daemon = None
        return status

    def wait_for_end(self, seconds):
        end = time.monotonic() + seconds
        while self.daemon is not None and time.monotonic() < end:
            status = self.ended()
            if status is not None:
                return status
            time.sleep(0.01)
        return None

    def signal(self, number):
        if self.daemon is not None and self.daemon.poll() is None:
            self.daemon.send_signal(number)

    def kill(self):
        self.allowed = self.allowed | {KILLED}
        self.signal(signal.SIGKILL)
        return self.wait_for_end(20)

    def stop(self, seconds=20):
        self.allowed = self.allowed | {0}
        self.signal(signal.SIGTERM)
        status = self.wait_for_end(seconds)
        if status is None and self.daemon is not None:
            self.kill()
        return status
