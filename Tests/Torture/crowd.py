"""Lets a crowd of bad connections, handshakes and frames loose on a daemon, while a good peer has something to say, and judges
what became of both.

usage: crowd.py [--count N] [--seed N] [--kinds NAME,NAME…] [--programs DIR] [--json FILE] [--list]
"""

import argparse
import os
import random
import secrets
import shutil
import sys
import tempfile
import time

import crowd_report as report
import crowd_worker  # noqa: F401  (registers all kinds)
import machine
from crowd_judge import judge
from crowd_kinds import KINDS, shares
from crowd_pair import GoodPair
from crowd_scene import Scene
from crowd_watch import Watch
from torture import isolate

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
RATE = 10                # messages a second of the good pair, both directions together
SETTLE_SECONDS = 40      # after the crowd: deadlines pass, descriptors come back
SECONDS_EACH = 0.02      # what one of the crowd may take on the average before the run is given up


def options():
    parser = argparse.ArgumentParser(prog="crowd")
    parser.add_argument("--count", type=int, default=100_000, help="connections, handshakes and frames")
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--kinds", default="", help="names or families, separated by commas; all where it is not given")
    parser.add_argument("--programs", default=os.path.join(ROOT, ".build/release"))
    parser.add_argument("--python", default=os.path.join(ROOT, ".build/venv/bin/python"), help="has cbor2 and cryptography")
    parser.add_argument("--baseline", type=float, default=20, help="seconds without the crowd, before it")
    parser.add_argument("--json", default=None, help="write the result there too")
    parser.add_argument("--list", action="store_true", help="list the kinds")
    return parser.parse_args()


def chosen(given):
    """The names of the kinds that are asked for."""
    names = [name for name in given.kinds.split(",") if name]
    unknown = [name for name in names if name not in KINDS and name not in {kind.family for kind in KINDS.values()}]
    if unknown:
        sys.exit(f"crowd: no such kind: {', '.join(unknown)} (--list names them)")
    return [kind.name for kind in KINDS.values() if not names or kind.name in names or kind.family in names]


def run(given, scratch):
    """The result, as it is judged and shown."""
    scene = Scene(scratch, given.programs, given.python, machine.is_root() and machine.has_loop_devices(scratch))
    chance = random.Random(given.seed)
    try:
        scene.set_up()
        scene.send_alone(chosen(given), chance)
        pair = GoodPair([scene.good, scene.struck], RATE, given.seed)
        watch = Watch(scene.struck.daemon.pid, scene.struck.log_path)
        marks = {"began": time.monotonic()}
        pair.start()
        time.sleep(given.baseline)
        before = {"descriptors": watch.settled(), "memory": watch.memory("VmRSS"), "lines": watch.log_lines(),
                  "files": watch.open_files()}
        watch.start()
        marks["crowd"] = time.monotonic()
        statuses = strike(scene, given, chance)
        marks["over"] = time.monotonic()
        return judge(scene, pair, watch, before, marks, statuses, SETTLE_SECONDS)
    finally:
        scene.close()


def strike(scene, given, chance):
    names = [name for name in chosen(given) if scene.disk.has_loop or not KINDS[name].needs_disk]
    for name in set(chosen(given)) - set(names):
        print(f"crowd: skipped: {name}, for want of a loop device")
    for name, count in shares(names, given.count).items():
        KINDS[name].asked = count
    scene.send_crowd({kind.name: kind.asked for kind in KINDS.values() if kind.asked}, chance)
    statuses = scene.wait_for_crowd(300 + given.count * SECONDS_EACH)
    scene.read_results()
    return statuses


def main():
    given = options()
    if given.list:
        return report.list_kinds()
    if not os.path.exists(given.python):
        sys.exit(f"crowd: {given.python} is not there: .ci/make-venv makes it")
    if given.seed is None:
        given.seed = secrets.randbits(32)
        sys.argv += ["--seed", str(given.seed)]
    isolate("crowd")
    scratch = tempfile.mkdtemp(prefix="crowd-", dir=os.environ.get("TMPDIR", "/tmp"))
    print(f"crowd: seed {given.seed}, {given.count} of {len(chosen(given))} kinds, attackers at nice "
          f"{crowd_worker.NICE} on the same machine, scratch directory {scratch}", flush=True)
    result = run(given, scratch)
    report.show(result, given)
    if not result["findings"]:
        shutil.rmtree(scratch, ignore_errors=True)
    sys.exit(1 if result["findings"] else 0)


if __name__ == "__main__":
    main()
