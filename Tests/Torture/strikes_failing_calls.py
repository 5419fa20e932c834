"""System calls that fail, once or from then on, while the daemon runs and while it starts."""

from calls import CALLS, NEEDS, all_files, database, fresh_output, injected, injecting, start_under, watch
from kinds import Seen, kind, missed
from node import FAILURES, START_FAILURES, shown

ERRORS = ("EIO", "ENOSPC", "EDQUOT", "EROFS")
SCARCE = ("EMFILE", "ENFILE", "ENOMEM", "EACCES")
ENDING_SECONDS = 2   # a failure at the end of the watch: the process may be about to end


def fail(world, random, calls, errors, sticky):
    """Calls on the database fail: the daemon ends with 74 or refuses by name, and never says what is not there."""
    node = world.choose(random)
    node.allowed = set(FAILURES)
    place = f"{random.randint(1, 30)}{'+' if sticky else ''}"
    error, output = random.choice(errors), fresh_output(world)
    status = watch(node, injecting(calls, f"error={error}", place, database(node), output))
    failed = injected(output)
    if not failed:
        return missed("not reached")
    if status is None:
        status = node.wait_for_end(ENDING_SECONDS)
    if status is None and (call := must_end(failed, error)):
        world.found(f"{call} has failed with {error}, and the daemon goes on: what it answered since may not be on the disk")
    return Seen(f"{error}: {shown(status)}")


def must_end(failed, error):
    """The first of the failed calls after which the outcome is unknown and the process must end (Docs/Durability.md): each sync,
    and each write but one that found no space, which is rolled back and refused by name. A file that is not cut is no write."""
    return next((call for call in failed if call in CALLS["sync"].split(",")
                 or call.startswith("pwrite") and error != "ENOSPC"), None)


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
    node, output = world.choose(random), fresh_output(world)
    world.network.order(mode="reset")
    error = random.choice(("EMFILE", "ENFILE", "ENOMEM"))
    status = watch(node, injecting(CALLS["accept"], f"error={error}", "1..20", output=output), 1)
    return Seen(f"{error}: {shown(status)}") if injected(output) else missed("not reached")


@kind("start-fails", "calls", NEEDS)
def start_fails(world, random):
    """The k-th call on the home fails while the node starts and recovers, once or from then on; then it starts in earnest."""
    node = world.choose(random)
    node.kill()
    calls, errors = random.choice((
        ("pwrite64,ftruncate", ERRORS), ("fdatasync,fsync", ("EIO", "ENOSPC")), ("pread64,read", ("EIO",)),
        ("openat", SCARCE), ("flock,fcntl", ("EIO", "ENOLCK")), ("unlink,mkdir,chmod", ("EIO", "EROFS", "ENOSPC"))))
    sticky = random.random() < 0.5
    error, output = random.choice(errors), fresh_output(world)
    place = f"{random.randint(1, 12)}{'+' if sticky else ''}"
    status = start_under(node, injecting(calls, f"error={error}", place, all_files(node), output), START_FAILURES)
    failed = injected(output)
    return Seen(f"{error}: {'started' if status is None else shown(status)}") if failed else missed("not reached")
