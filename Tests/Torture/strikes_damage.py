"""The database is damaged. Struck on a copy of a small pair, which is then shown to the peer it has always spoken with."""

import os

import side
from api import Unanswered
from kinds import Seen, kind
from machine import run
from node import START_FAILURES, shown

FILES = ("hotline.db", "hotline.db-wal")
HERE = os.path.dirname(os.path.abspath(__file__))
AUDIT = {7: "found", 8: "not to be checked", 1: "refused"}   # documented: Docs/Operating.md, "Exit codes"
DAMAGE = ("database disk image is malformed", "the write contradicts what is stored", "the database is damaged")
CHECK_EXPORT = os.path.join(HERE, "../IntegrationTests/Python/check_export.py")


def damaged(world, random, damage):
    """A damaged database is refused by name, or found by an audit, or harmless: its peer sees nothing wrong with it."""
    pair = side.copy(world, random)
    node = pair.nodes[0]
    try:
        what = damage(node, random)
        node.allowed = set(START_FAILURES)
        node.launch()
        if not world.wait_until(lambda: node.ended() is not None or node.is_ready() or is_refusing(node), 10):
            world.found(f"{what}: neither started nor ended")
            return Seen(f"{what}: hung")
        if node.daemon is None:
            return Seen(f"at the start {shown(node.endings[-1][0])}")  # with what is judged when the pair is closed
        if is_refusing(node):
            return Seen("started, refuses by name")
        return judge_started(world, pair, node, random, what)
    finally:
        pair.close()


def is_refusing(node):
    """Whether it answers, and says that its database is damaged."""
    try:
        node.status()
        return False
    except Unanswered as problem:
        return "the database is damaged" in str(problem)


def judge_started(world, pair, node, random, what):
    """It has started: either an audit names the damage, or everything is still there and it speaks with its peer."""
    node.kill()
    audit = node.desk("audit", "verify", check=False)
    if audit.returncode in AUDIT:
        return Seen(f"started, {AUDIT[audit.returncode]} by the audit")
    if audit.returncode != 0:
        world.found(f"{what}: the audit ended with {audit.returncode}: {audit.stderr.strip()}")
        return Seen("started, the audit ended as nothing explains")
    try:
        pair.start()
    except RuntimeError as problem:  # what the desk's command for the routes says of the database
        if any(words in str(problem) for words in DAMAGE):
            return Seen("started, refused at the desk")
        raise
    if not world.wait_until(lambda: noticed(pair) or pair.connected(0.1), 15):
        world.found(f"{what}: started, and neither connected nor stopped by name: {pair.shown()}")
        return Seen("started, not connected")
    if seen := noticed(pair):
        return Seen(f"started, {seen}")
    said = pair.say(node, random, 3)
    passed = len(said) == 3 and pair.drained()
    if not passed and (seen := noticed(pair)):
        return Seen(f"started and connected, {seen}")
    if not passed:
        world.found(f"{what}: started and connected, but no message passes: {len(said)} of 3 were stored; {pair.shown()}")
    if fault := fault_of_export(world, node, pair.nodes[1]):
        world.found(f"{what}: started, and neither it nor its peer sees what a reader of its export does: {fault}")
    return Seen("harmless")


def noticed(pair):
    """How the pair shows that it has found the damage: a line that is stopped, a daemon that has ended with a documented status
    (any other is a finding when the pair is closed), one that says so to whoever asks. Nothing where it has not."""
    for node in pair.nodes:
        if (status := node.ended()) is not None:
            return shown(status)
        line = node.line() or {}
        if line.get("state") == "stopped":
            return "the line is stopped"
        if "the database is damaged" in (line.get("last_error") or ""):
            return "its status says that the database is damaged"
        if is_refusing(node):
            return "refuses by name"
    return None


def fault_of_export(world, node, peer):
    """What independent code says of the damaged node's own export; nothing where all of it verifies."""
    target = os.path.join(node.home, "export")
    node.desk("audit", "export", "--line", peer.name, "-o", target)
    done = run(world.python, CHECK_EXPORT, node.key_line(), peer.key_line(), target, check=False)
    return done.stderr.strip() if done.returncode != 0 else None


def flip(node, random):
    path = os.path.join(node.home, random.choice(FILES))
    with open(path, "r+b") as file:
        size = os.path.getsize(path)
        place = random.randrange(size)
        file.seek(place)
        byte = file.read(1)[0]
        file.seek(place)
        file.write(bytes([byte ^ 1 << random.randrange(8)]))
    return f"bit {place} of {os.path.basename(path)}"


def truncate(node, random):
    path = os.path.join(node.home, random.choice(FILES))
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


@kind("bit-flip", "database", is_beside=True)
def bit_flip(world, random):
    return damaged(world, random, flip)


@kind("truncation", "database", is_beside=True)
def truncation(world, random):
    return damaged(world, random, truncate)


@kind("page-overwritten", "database", is_beside=True)
def page_overwritten(world, random):
    return damaged(world, random, overwrite)
