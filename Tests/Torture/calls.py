"""System calls that strace makes fail, or the last thing a process does."""

import os
import subprocess
import time

from node import shown

WATCHED_SECONDS = 1.5
NEEDS = ("strace",)
CALLS = {
    "write": "pwrite64,pwritev,ftruncate",
    "sync": "fdatasync,fsync",
    "send": "write,writev,sendto,sendmsg",
    "receive": "read,readv,recvfrom,recvmsg",
    "accept": "accept4,accept",
}
FILES = ("hotline.db", "hotline.db-wal")
OTHER_FILES = ("hotline.db-shm", "config.yaml", "identity.pem", "identity.pub", "lock", "run", "run/hotline.sock")


def injecting(calls, what, when, paths=(), output="/dev/null"):
    only = [part for path in paths for part in ("-P", path)]
    return ["strace", "-f", "-qq", "-o", output, *only, "-e", f"trace={calls}", "-e", f"inject={calls}:{what}:when={when}"]


def database(node):
    return [os.path.join(node.home, name) for name in FILES]


def all_files(node):
    return [node.home, *(os.path.join(node.home, name) for name in (*FILES, *OTHER_FILES))]


def watch(node, command, seconds=WATCHED_SECONDS):
    """Lets strace watch the running daemon until that has ended, or for so long."""
    tracer = subprocess.Popen([*command, "-p", str(node.daemon.pid)], stderr=subprocess.DEVNULL)
    status = node.wait_for_end(seconds)
    tracer.terminate()
    tracer.wait()
    return "went on" if status is None else shown(status)


def start_under(node, command, allowed):
    """Starts the daemon under strace, which stays beside it (-D), until it has ended or is ready."""
    node.allowed = node.allowed | allowed
    node.launch(wrapper=[command[0], "-D", *command[1:]])
    end = time.monotonic() + 5
    while time.monotonic() < end:
        status = node.ended()
        if status is not None:
            return f"while starting {shown(status)}"
        if node.is_ready():
            break
        time.sleep(0.02)
    node.kill()  # no traced daemon goes on
    return "started"
