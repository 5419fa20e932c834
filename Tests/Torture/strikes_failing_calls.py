"""System calls that fail, once or from then on, while the daemon runs and while it starts."""

import os
import time

from calls import CALLS, NEEDS, all_files, database, injecting, start_under, watch
from kinds import kind
from node import FAILURES, START_FAILURES

ERRORS = ("EIO", "ENOSPC", "EDQUOT", "EROFS")
SCARCE = ("EMFILE", "ENFILE", "ENOMEM", "EACCES")


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
