"""System calls that fail, or that are the last thing a process does (strace injection)."""

import os
import subprocess
import time

from kinds import kind
from machine import run
from node import FAILURES, KILLED, START_FAILURES, shown

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
LATEST = {"write": 60, "sync": 15, "send": 60, "receive": 60}  # the k-th call at most
ERRORS = ("EIO", "ENOSPC", "EDQUOT", "EROFS")
SCARCE = ("EMFILE", "ENFILE", "ENOMEM", "EACCES")


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


def kill_at(world, random, call):
    """SIGKILL in the place of the k-th such call of a thread, while messages pass."""
    node = world.choose(random)
    node.allowed = {KILLED}
    place = random.randint(1, LATEST[call])
    return watch(node, injecting(CALLS[call], "signal=KILL", place))


@kind("kill-at-write", "calls", NEEDS)
def kill_at_write(world, random):
    return kill_at(world, random, "write")


@kind("kill-at-sync", "calls", NEEDS)
def kill_at_sync(world, random):
    return kill_at(world, random, "sync")


@kind("kill-at-send", "calls", NEEDS)
def kill_at_send(world, random):
    return kill_at(world, random, "send")


@kind("kill-at-receive", "calls", NEEDS)
def kill_at_receive(world, random):
    return kill_at(world, random, "receive")


@kind("kill-at-start-call", "calls", NEEDS)
def kill_at_start_call(world, random):
    """SIGKILL at the k-th call that touches a file while the node starts and recovers: links and removals among them."""
    node = world.choose(random)
    node.kill()
    calls = random.choice(("unlink,unlinkat,rename,renameat2,mkdir,flock", "pwrite64", "fdatasync,fsync,ftruncate", "openat"))
    return start_under(node, injecting(calls, "signal=KILL", random.randint(1, 25)), {KILLED})


@kind("kill-at-stop-call", "calls", NEEDS)
def kill_at_stop_call(world, random):
    """SIGKILL at the k-th write, sync or removal while the node stops."""
    node = world.choose(random)
    node.allowed = {0, KILLED}
    command = injecting("unlink,unlinkat,fdatasync,pwrite64,close,shutdown", "signal=KILL", random.randint(1, 20))
    tracer = subprocess.Popen([*command, "-p", str(node.daemon.pid)], stderr=subprocess.DEVNULL)
    time.sleep(0.05)
    status = node.stop()
    tracer.terminate()
    tracer.wait()
    return shown(status) if status is not None else "did not end"


@kind("kill-export", "calls", NEEDS)
def kill_export(world, random):
    """`hotline audit export` is killed at a rename or sync; the next run finishes what it left."""
    node = world.choose(random)
    target = os.path.join(world.scratch, f"interrupted-{node.name}")
    calls = random.choice(("rename,renameat,renameat2", "fsync,fdatasync", "openat"))
    command = [*injecting(calls, "signal=KILL", random.randint(1, 40)), os.path.join(node.programs, "hotline"),
               "audit", "export", "--line", world.peer(node).name, "-o", target, "--home", node.home]
    first = run(*command, check=False, env=node.environment(), timeout=300)
    return "went on" if first.returncode == 0 else "killed"


def fail(world, random, calls, errors, sticky):
    """Calls on the database fail: the daemon ends with 74 or refuses by name, and never says what is not there."""
    node = world.choose(random)
    node.allowed = set(FAILURES)
    place = f"{random.randint(1, 30)}{'+' if sticky else ''}"
    error, output = random.choice(errors), os.path.join(world.scratch, f"calls-{time.monotonic_ns()}")
    seen = watch(node, injecting(calls, f"error={error}", place, database(node), output))
    with open(output) as file:
        has_failed = "(INJECTED)" in file.read()
    os.unlink(output)
    if has_failed and seen == "went on" and calls == CALLS["sync"]:
        world.found("a sync has failed, and the daemon goes on: what it answered since may not be on the disk")
    return f"{error}: {seen}" if has_failed else "not reached"


@kind("write-fails-once", "calls", NEEDS)
def write_fails_once(world, random):
    return fail(world, random, CALLS["write"], ERRORS, sticky=False)


@kind("write-fails-on", "calls", NEEDS)
def write_fails_on(world, random):
    return fail(world, random, CALLS["write"], ERRORS, sticky=True)


@kind("sync-fails-once", "calls", NEEDS)
def sync_fails_once(world, random):
    return fail(world, random, CALLS["sync"], ("EIO", "ENOSPC"), sticky=False)


@kind("sync-fails-on", "calls", NEEDS)
def sync_fails_on(world, random):
    return fail(world, random, CALLS["sync"], ("EIO", "ENOSPC"), sticky=True)


@kind("read-fails", "calls", NEEDS)
def read_fails(world, random):
    return fail(world, random, "pread64", ("EIO",), sticky=random.random() < 0.5)


@kind("accept-fails", "calls", NEEDS)
def accept_fails(world, random):
    """No descriptors or memory for new connections, of peers and of the local API."""
    node = world.choose(random)
    world.network.order(mode="reset")
    command = injecting(CALLS["accept"], f"error={random.choice(('EMFILE', 'ENFILE', 'ENOMEM'))}", "1..20")
    return watch(node, command, 1)


@kind("start-fails", "calls", NEEDS)
def start_fails(world, random):
    """The k-th call on the home fails while the node starts and recovers, once or from then on; then it starts in earnest."""
    node = world.choose(random)
    node.kill()
    calls, errors = random.choice((
        ("pwrite64,ftruncate", ERRORS), ("fdatasync,fsync", ("EIO", "ENOSPC")), ("pread64,read", ("EIO",)),
        ("openat", SCARCE), ("flock,fcntl", ("EIO", "ENOLCK")), ("unlink,mkdir,chmod", ("EIO", "EROFS", "ENOSPC"))))
    sticky = random.random() < 0.5
    error = random.choice(errors)
    place = f"{random.randint(1, 12)}{'+' if sticky else ''}"
    command = injecting(calls, f"error={error}", place, all_files(node))
    return f"{error}: {start_under(node, command, START_FAILURES)}"


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
