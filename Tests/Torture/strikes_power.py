"""The power is cut: what the file system had not given to the device is gone."""

import os
import signal
import sqlite3
import time

import load as loads
from api import Unanswered
from disk import Disk
from kinds import Seen, kind, missed
from node import FAILURES, KILLED, shown

NEEDS = ("loop",)
ROWS = 300


def cut(world, nodes):
    """Cuts the power of these nodes: their processes are gone with one signal, their disks with the next call. In this
    order, as a sync that is under way while only the disk goes may still say that it was done, and nobody may live to
    pass that on: SQLite alone, with synchronous = FULL, so loses an answered commit in about one of ten cuts."""
    for node in nodes:
        node.allowed = node.allowed | FAILURES | {KILLED}
        node.signal(signal.SIGKILL)
        world.disk(node).cut_power()
    for node in nodes:
        node.wait_for_end(20)
        world.disk(node).mount_again()


@kind("power-cut", "power", NEEDS)
def power_cut(world, random):
    time.sleep(random.uniform(0, 0.3))
    node = world.choose(random)
    cut(world, [node])
    return Seen("power back")


@kind("power-cut-both", "power", NEEDS)
def power_cut_both(world, random):
    time.sleep(random.uniform(0, 0.3))
    cut(world, world.nodes)
    return Seen("power back at both")


@kind("disk-gone", "power", NEEDS)
def disk_gone(world, random):
    """The disk fails under a process that lives on: it must store nothing and say so, or end with a documented status, and start
    when the disk is back. The clients wait meanwhile, for the reason that stands at `cut`."""
    node = world.choose(random)
    world.load.pause()
    node.allowed = node.allowed | FAILURES | {KILLED}
    world.disk(node).cut_power()
    request, digest, size = loads.make_message(random, world.peer(node).name, "csirt", "flash", 60)
    world.journal.will_send(request, node.name, digest, size)
    words = "no answer"
    try:
        status, answer = node.api(timeout=1).ask("POST", "/v1/messages", request)
        words = f"answered {status} {((answer or {}).get('error') or {}).get('code', '')}".strip()
        if status in (200, 201):
            world.found("a message was said to be stored on a disk that is gone")
    except Unanswered:
        pass
    status = node.wait_for_end(0.5)
    if status is None:
        node.kill()
    world.disk(node).mount_again()
    world.load.go_on()
    return Seen(words if status is None else shown(status))


@kind("power-cut-starting", "power", NEEDS)
def power_cut_starting(world, random):
    """The power goes again while the node recovers from the cut before."""
    node = world.choose(random)
    cut(world, [node])
    for _ in range(random.randint(1, 2)):
        node.launch()
        time.sleep(random.uniform(0.005, 0.15))
        cut(world, [node])
    return Seen("cut again while starting")


@kind("power-cut-control", "power", NEEDS, cap=3, is_beside=True)
def power_cut_control(world, random):
    """That a cut costs something: a database with synchronous = NORMAL loses what it had committed, one with FULL does not."""
    lost = {mode: commits_lost(world, mode) for mode in ("NORMAL", "FULL")}
    if lost["FULL"]:
        world.found(f"the control: {lost['FULL']} commits lost with synchronous = FULL")
    if not lost["NORMAL"]:
        world.found("the control: a cut lost nothing even with synchronous = NORMAL, so it shows nothing")
    return Seen("NORMAL loses commits, FULL loses none") if lost["NORMAL"] else missed("nothing lost")


def commits_lost(world, mode):
    disk = Disk(world.scratch, f"control-{mode}-{time.monotonic_ns()}", 32 << 20, has_loop=True)
    path = os.path.join(disk.place, "control.db")
    database = sqlite3.connect(path, isolation_level=None)
    for statement in ("journal_mode = WAL", "wal_autocheckpoint = 0", f"synchronous = {mode}"):
        database.execute(f"PRAGMA {statement}")
    database.execute("CREATE TABLE kept (number INTEGER)")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    os.sync()
    for number in range(ROWS):
        database.execute("INSERT INTO kept VALUES (?)", (number,))
    disk.cut_power()
    try:
        database.close()
    except sqlite3.Error:
        pass  # its disk is gone
    del database
    disk.mount_again()
    after = sqlite3.connect(path)
    kept = after.execute("SELECT count(*) FROM kept").fetchone()[0]
    after.close()
    disk.close()
    os.unlink(disk.image)
    return ROWS - kept
