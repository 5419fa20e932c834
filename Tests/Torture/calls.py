"""System calls that strace makes fail, or the last thing a process does."""

import os
import re
import subprocess
import time

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
    """Lets strace watch the running daemon until that has ended, or for so long; the status where it has ended."""
    tracer = subprocess.Popen([*command, "-p", str(node.daemon.pid)], stderr=subprocess.DEVNULL)
    status = node.wait_for_end(seconds)
    tracer.terminate()
    tracer.wait()
    return status


def start_under(node, command, allowed):
    """Starts the daemon under strace, which stays beside it (-D), until it has ended or is ready; the status where it has
    ended by itself."""
    node.allowed = node.allowed | allowed
    node.launch(wrapper=[command[0], "-D", *command[1:]])
    end = time.monotonic() + 5
    while time.monotonic() < end:
        status = node.ended()
        if status is not None:
            return status
        if node.is_ready():
            break
        time.sleep(0.02)
    node.kill()  # no traced daemon goes on
    return None


def injected(output):
    """The names of the calls that strace made fail, one a failure; the file is removed. Without a file it traced nothing."""
    if not os.path.exists(output):
        return []
    with open(output) as file:
        lines = [line for line in file if line.rstrip().endswith("(INJECTED)")]
    os.unlink(output)
    return [re.match(r"\d+\s+(?:<\.\.\. )?(\w+)", line).group(1) for line in lines]


def fresh_output(world):
    return os.path.join(world.scratch, f"calls-{time.monotonic_ns()}")
