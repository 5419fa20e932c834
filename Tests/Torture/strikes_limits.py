"""Too little of something: memory, descriptors, space; and a clock that jumps."""

import os
import resource
import time

import load as loads
from kinds import Seen, kind, missed
from machine import MEMORY_GROUPS, faketime_library
from node import KILLED, shown

MIB = 1 << 20
DAY = 86_400
RESERVE = 32   # descriptors that the daemon keeps from connections: TransportLimits.descriptorsKept


@kind("memory-limit", "limits", ("memory-groups",))
def memory_limit(world, random):
    """No more memory than it has, for a moment; the kernel may kill it for that."""
    node = world.choose(random)
    node.allowed = {KILLED}
    group = os.path.join(MEMORY_GROUPS, f"hotline-torture-{os.getpid()}-{time.monotonic_ns()}")
    os.mkdir(group)
    try:
        write(group, "memory.limit_in_bytes", int(random.choice((0.1, 0.2, 0.5, 1, 4)) * MIB))
        write(group, "cgroup.procs", node.daemon.pid)
        status = node.wait_for_end(random.uniform(0.5, 1.5))
        was_short = fell_short(group)
        write(group, "memory.limit_in_bytes", 1 << 40)
    finally:
        if node.daemon is not None:
            write(MEMORY_GROUPS, "cgroup.procs", node.daemon.pid)
        remove_group(group)
    return Seen(shown(status), was_short)


@kind("memory-limit-starting", "limits", ("memory-groups",))
def memory_limit_starting(world, random):
    """It starts, and runs for a while, with very little memory in all."""
    node = world.choose(random)
    node.kill()
    group = os.path.join(MEMORY_GROUPS, f"hotline-torture-{os.getpid()}-{time.monotonic_ns()}")
    os.mkdir(group)
    try:
        limit = random.choice((3, 4, 6, 8, 16))
        write(group, "memory.limit_in_bytes", limit * MIB)
        node.launch(wrapper=["sh", "-c", f'echo $$ > {group}/cgroup.procs && exec "$@"', "sh"])
        status = node.wait_for_end(random.uniform(0.5, 2))
        was_short = fell_short(group)
        node.kill()
    finally:
        remove_group(group)
    return Seen(f"{limit} MiB: {shown(status)}", was_short)


def fell_short(group):
    """Whether its processes have asked for more than there was."""
    with open(os.path.join(group, "memory.failcnt")) as file:
        return int(file.read()) > 0


def write(group, name, value):
    with open(os.path.join(group, name), "w") as file:
        file.write(str(value))


def remove_group(group):
    for _ in range(50):
        try:
            return os.rmdir(group)
        except OSError:
            time.sleep(0.02)  # the last of its processes is ending


@kind("descriptor-limit", "limits", ("prlimit",))
def descriptor_limit(world, random):
    """Descriptors for little more than the reserve, or less, while sessions and clients come and go. Some are left: with none at
    all the thread pool below Swift's tasks (libdispatch) cannot open its files of /proc, and ends the process."""
    node = world.choose(random)
    pid = node.daemon.pid
    used = len(os.listdir(f"/proc/{pid}/fd"))
    limits = resource.prlimit(pid, resource.RLIMIT_NOFILE)
    limit = used + random.randint(8, 40)
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (limit, limits[1]))
    reset = world.network.order(mode="reset")
    status = node.wait_for_end(random.uniform(0.5, 1.5))
    left = 0 if status is not None else limit - len(os.listdir(f"/proc/{pid}/fd"))
    if status is None:
        resource.prlimit(pid, resource.RLIMIT_NOFILE, limits)
    return Seen(shown(status), reset > 0 and left <= RESERVE)


@kind("disk-full", "limits", ("loop",))
def disk_full(world, random):
    """All space of the home's file system is taken, but for a little; it refuses by name, and goes on when there is space."""
    node = world.choose(random)
    disk = world.disk(node)
    disk.fill(leave=random.choice((0, 64 * 1024, MIB, 64 * MIB)))
    try:
        status = node.wait_for_end(random.uniform(0.5, 2.5))
        was_refused = status is None and not takes_a_message(world, node, random)
    finally:
        disk.free()
    return Seen("refused by name" if was_refused else shown(status), was_refused or status is not None)


def takes_a_message(world, node, random):
    """Whether a message is stored now; what is refused for now, or not answered, is none."""
    request, digest, size = loads.make_message(random, world.peer(node).name, "csirt", "routine", 1 << 16)
    world.journal.will_send(request, node.name, digest, size)
    api = node.api(timeout=3)
    try:
        return world.load.submit_once(api, request)
    finally:
        api.close()


@kind("disk-full-starting", "limits", ("loop",))
def disk_full_starting(world, random):
    """Started, and killed, on a disk that is full."""
    node = world.choose(random)
    disk = world.disk(node)
    node.kill()
    disk.fill(leave=random.choice((0, 16 * 1024, 256 * 1024)))
    try:
        node.allowed = node.allowed | {70, 74}
        node.launch()
        status = node.wait_for_end(random.uniform(0.3, 1))
        was_refused = status is None and not (node.is_ready() and takes_a_message(world, node, random))
        if status is None:
            node.kill()
    finally:
        disk.free()
    words = "started, took nothing" if was_refused else "started" if status is None else f"while starting {shown(status)}"
    return Seen(words, was_refused or status is not None)


@kind("clock-jumps", "limits", ("faketime",))
def clock_jumps(world, random):
    """The wall clock jumps, forth and back, by hours and by years, while messages pass; the monotonic clock stays true."""
    node = world.choose(random)
    jump = os.path.join(world.scratch, f"clock-{time.monotonic_ns()}")
    set_clock(jump, 0)
    node.stop()
    node.launch(more={
        "LD_PRELOAD": faketime_library(), "FAKETIME_TIMESTAMP_FILE": jump, "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1"})
    world.wait_until(lambda: node.state() == "connected", 10)
    has_library = is_mapped(node.daemon.pid, "faketime")
    for _ in range(random.randint(1, 3)):
        set_clock(jump, random.choice((-1, 1)) * random.choice((3600, 30 * DAY, 3650 * DAY)))
        time.sleep(random.uniform(0.2, 0.6))
    node.kill()  # not SIGTERM: libfaketime moves the timers of the monotonic clock too, the one that ends the stop among them
    os.unlink(jump)
    return Seen("clock moved") if has_library else missed("libfaketime was not loaded")


def is_mapped(pid, name):
    with open(f"/proc/{pid}/maps") as file:
        return name in file.read()


def set_clock(path, seconds):
    with open(path + ".new", "w") as file:
        file.write(f"{seconds:+d}s\n")
    os.replace(path + ".new", path)
