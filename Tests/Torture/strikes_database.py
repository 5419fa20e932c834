"""The database is damaged, older than it should be, or there twice."""

import os
import shutil
import time

import side
from kinds import kind
from node import START_FAILURES, shown

FILES = ("hotline.db", "hotline.db-wal", "hotline.db-shm")
STOP_SECONDS = 20
RECOVERIES = 12   # a log of the line follows another at each, and an export has a directory for each


# Damage. On a copy of a small pair, which is then shown to the peer it has always spoken with.

def damaged(world, random, damage):
    """A damaged database is refused by name, or found by an audit, or harmless: its peer sees nothing wrong with it."""
    pair = side.copy(world, random)
    node = pair.nodes[0]
    try:
        what = damage(node, random)
        node.allowed = set(START_FAILURES)
        node.launch()
        if not world.wait_until(lambda: node.ended() is not None or node.is_ready(), 10):
            world.found(f"{what}: neither started nor ended")
            return f"{what}: hung"
        if node.daemon is None:
            status = node.endings[-1][0]
            if not node.endings[-1][1]:
                world.found(f"{what}: {shown(status)}")
            return "refused at the start"
        return judge_started(world, pair, node, random, what)
    finally:
        pair.close()


def judge_started(world, pair, node, random, what):
    """It has started: either an audit names the damage, or everything is still there and it speaks with its peer."""
    node.kill()
    audit = node.desk("audit", "verify", check=False)
    if audit.returncode in (7, 8):
        return "started, found by the audit"
    if audit.returncode != 0:
        return "started, refused by the audit"
    pair.start()
    world.wait_until(lambda: any(one.state() == "stopped" for one in pair.nodes) or pair.connected(0.1), 15)
    if not pair.connected(1):
        return "started, the line is stopped"
    said = pair.say(node, random, 3)
    if len(said) != 3 or not pair.drained():
        world.found(f"{what}: started and connected, but no message passes")
    return "harmless"


def flip(node, random):
    path = os.path.join(node.home, random.choice(FILES[:2]))
    with open(path, "r+b") as file:
        size = os.path.getsize(path)
        place = random.randrange(size)
        file.seek(place)
        byte = file.read(1)[0]
        file.seek(place)
        file.write(bytes([byte ^ 1 << random.randrange(8)]))
    return f"bit {place} of {os.path.basename(path)}"


def truncate(node, random):
    path = os.path.join(node.home, random.choice(FILES[:2]))
    size = random.randrange(os.path.getsize(path))
    if random.random() < 0.5:
        size -= size % 4096
    os.truncate(path, size)
    return f"{os.path.basename(path)} cut to {size}"


def overwrite(node, random):
    """A page of the database is another one, or zeros, as after a misdirected write."""
    path = os.path.join(node.home, FILES[0])
    pages = os.path.getsize(path) // 4096
    with open(path, "r+b") as file:
        file.seek(random.randrange(pages) * 4096)
        page = random.choice((bytes(4096), file.read(4096)))
        file.seek(random.randrange(pages) * 4096)
        file.write(page)
    return "a page overwritten"


@kind("bit-flip", "database")
def bit_flip(world, random):
    return damaged(world, random, flip)


@kind("truncation", "database")
def truncation(world, random):
    return damaged(world, random, truncate)


@kind("page-overwritten", "database")
def page_overwritten(world, random):
    return damaged(world, random, overwrite)


# An older database in the place of the newer one.

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
        return "unnoticed"
    peer = world.peer(node)
    done = node.desk("line", "recover", peer.name, "--timeout", "20s", check=False, timeout=60)
    if not world.wait_until(lambda: node.state() == "connected", 3):
        peer.desk("line", "recover", node.name, "--timeout", "20s", check=False, timeout=60)
    if not world.wait_until(lambda: not is_stopped(world) and node.state() == "connected", 30):
        world.found(f"{node.name} does not recover: {world.lines()}; {done.stderr.strip()}")
        return "not recovered"
    for one in world.nodes:
        one.stop()  # moves the recovery into the database file
        one.start()
    return "recognised and recovered"


@kind("older-copy", "database", cap=RECOVERIES)
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


@kind("write-ahead-log-deleted", "database", cap=RECOVERIES)
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
    seen = recover(world, node) if is_stopped(world) else "nothing had stood only there"
    world.load.go_on()
    return seen


# A copy that runs beside the original.

@kind("copy-runs-too", "database")
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
        pair.say(node, random, 5)
        pair.drained()
        twin.start()
        for _ in range(6):
            for one in (twin, node):
                pair.say(one, random, 2)
            time.sleep(0.3)
        return judge_twins(world, node, twin, peer)
    finally:
        twin.kill()
        pair.close()


def judge_twins(world, node, twin, peer):
    def noticed():
        return [one.name for one in (node, twin, peer) if one.state() == "stopped"]
    if not world.wait_until(noticed, STOP_SECONDS):
        world.found("two copies of a database run, and no line is stopped")
        return "unnoticed"
    return f"noticed by {' and '.join(sorted(set(noticed())))}"
