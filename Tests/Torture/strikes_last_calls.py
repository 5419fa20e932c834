"""System calls that are the last thing a process does: SIGKILL in the place of the k-th of them."""

import os
import subprocess
import time

from calls import CALLS, NEEDS, injecting, start_under, watch
from kinds import Seen, kind, missed
from machine import run
from node import KILLED, shown

LATEST = {"write": 60, "sync": 15, "send": 60, "receive": 60}  # the k-th call at most


def kill_at(world, random, call):
    """SIGKILL in the place of the k-th such call of a thread, while messages pass."""
    node = world.choose(random)
    node.allowed = {KILLED}
    place = random.randint(1, LATEST[call])
    return killed(watch(node, injecting(CALLS[call], "signal=KILL", place)))


def killed(status):
    return Seen(shown(status), status == KILLED)


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
    status = start_under(node, injecting(calls, "signal=KILL", random.randint(1, 25)), {KILLED})
    return missed("started") if status is None else killed(status)


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
    return killed(status) if status is not None else missed("did not end by itself")


@kind("kill-export", "calls", NEEDS, is_beside=True)
def kill_export(world, random):
    """`hotline audit export` is killed at a rename or sync; the next run finishes what it left."""
    node = world.choose(random)
    target = os.path.join(world.scratch, f"interrupted-{node.name}")
    calls = random.choice(("rename,renameat,renameat2", "fsync,fdatasync", "openat"))
    command = [*injecting(calls, "signal=KILL", random.randint(1, 40)), os.path.join(node.programs, "hotline"),
               "audit", "export", "--line", world.peer(node).name, "-o", target, "--home", node.home]
    first = run(*command, check=False, env=node.environment(), timeout=300)
    if first.returncode not in (0, KILLED):
        world.found(f"an export that was not killed ended with {first.returncode}: {first.stderr.strip()}")
    return killed(first.returncode)
