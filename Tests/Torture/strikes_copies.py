"""A database that is older than it should be, or there twice."""

import os
import shutil
import time

import side
from kinds import Seen, kind, missed

FILES = ("hotline.db", "hotline.db-wal", "hotline.db-shm")
STOP_SECONDS = 20
RECOVERIES = 12   # a log of the line follows another at each, and an export has a directory for each


def copied(node, place):
    os.makedirs(place)
    for name in FILES[:2]:
        if os.path.exists(os.path.join(node.home, name)):
            shutil.copy2(os.path.join(node.home, name), place)


def put_back(node, place):
    for name in FILES:
        if os.path.exists(os.path.join(node.home, name)):
            os.unlink(os.path.join(node.home, name))
    for name in os.listdir(place):
        shutil.copy2(os.path.join(place, name), node.home)


def is_stopped(world):
    return [node for node in world.nodes if node.state() == "stopped"]


def recover(world, node):
    """What Docs/Operating.md says: recover at the node that was rolled back, and agree at the other where that is asked. Then
    no later strike may put back what was before this recovery: two nodes that were both rolled back cannot recover from each
    other, and their line stays stopped."""
    if not world.wait_until(lambda: is_stopped(world), STOP_SECONDS):
        world.found(f"{node.name} runs an older copy and nobody says so: {world.lines()}")
        return Seen("unnoticed")
    peer = world.peer(node)
    done = node.desk("line", "recover", peer.name, "--timeout", "20s", check=False, timeout=60)
    if not world.wait_until(lambda: node.state() == "connected", 3):
        peer.desk("line", "recover", node.name, "--timeout", "20s", check=False, timeout=60)
    if not world.wait_until(lambda: not is_stopped(world) and node.state() == "connected", 30):
        world.found(f"{node.name} does not recover: {world.lines()}; {done.stderr.strip()}")
        return Seen("not recovered")
    for one in world.nodes:
        one.stop()  # moves the recovery into the database file
        one.start()
    return Seen("recognised and recovered")


@kind("older-copy", "database", cap=RECOVERIES, is_timed=False)
def older_copy(world, random):
    """All that was said since is at the peer, by a load that waits for it; so nothing may be lost."""
    node = world.choose(random)
    place = os.path.join(world.scratch, f"older-{time.monotonic_ns()}")
    node.kill()
    copied(node, place)
    node.start()
    world.wait_until(lambda: node.state() == "connected", 10)
    time.sleep(random.uniform(0.5, 2))
    if not world.quiet():
        world.found(f"not drained before the older copy: {world.lines()}")
    node.kill()
    put_back(node, place)
    shutil.rmtree(place)
    node.start()
    if random.random() < 0.5:
        world.load.ask_again(node)  # the same ids, which the peer has and this copy does not
    seen = recover(world, node)
    world.load.go_on()
    return seen


@kind("write-ahead-log-deleted", "database", cap=RECOVERIES, is_timed=False)
def write_ahead_log_deleted(world, random):
    """What stood only there is gone: an older database, made by a well-meant removal."""
    node = world.choose(random)
    if not world.quiet():
        world.found(f"not drained before the removal: {world.lines()}")
    node.kill()
    for name in FILES[1:]:
        if os.path.exists(os.path.join(node.home, name)):
            os.unlink(os.path.join(node.home, name))
    node.start()
    world.wait_until(lambda: is_stopped(world) or world.is_drained(), STOP_SECONDS)
    seen = recover(world, node) if is_stopped(world) else missed("nothing had stood only there")
    world.load.go_on()
    return seen


# A copy that runs beside the original.

@kind("copy-runs-too", "database", is_beside=True)
def copy_runs_too(world, random):
    """Both speak with one key. Somebody must notice: a line is stopped, and not both histories are receipted."""
    pair = side.copy(world, random)
    node, peer = pair.nodes
    twin = side.SidePair(world, pair.place).nodes[0]
    twin.home, twin.log_path = node.home + "-twin", node.log_path + "-twin"
    twin.socket = os.path.join(twin.home, "run/hotline.sock")
    try:
        pair.start()
        pair.connected()
        pair.say(node, random, 5)
        shutil.copytree(node.home, twin.home, ignore=lambda _, names: [name for name in names if name == "run"])
        said = {node: pair.say(node, random, 5), twin: []}
        pair.drained()
        twin.start()
        for _ in range(6):
            for one in (twin, node):
                said[one] += pair.say(one, random, 2)
            time.sleep(0.3)
        return judge_twins(world, said, node, twin, peer)
    finally:
        twin.kill()
        pair.judge_endings(twin)
        pair.close()


def receipted(node, ids):
    """How many of these messages the node holds a receipt of."""
    api = node.api()
    try:
        return sum(api.get(f"/v1/messages/{one}")["state"] == "receipted" for one in ids)
    finally:
        api.close()


def judge_twins(world, said, node, twin, peer):
    def noticed():
        return [one.name for one in (node, twin, peer) if one.state() == "stopped"]
    if not world.wait_until(noticed, STOP_SECONDS):
        world.found("two copies of a database run, and no line is stopped")
        return Seen("unnoticed")
    counts = [receipted(one, said[one]) for one in (node, twin)]
    if all(counts):
        world.found(f"two copies of a database run, and the peer has receipted both: {counts}")
    return Seen(f"{counts} receipted, noticed by {' and '.join(sorted(set(noticed())))}")
