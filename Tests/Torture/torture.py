"""Strikes two daemons with real faults while messages pass, and has an independent checker judge what is left.

usage: torture.py [--minutes N] [--seed N] [--kinds NAME,NAME…] [--programs DIR] [--rate N] [--json FILE] [--list]
"""

import argparse
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import machine
import report
from kinds import KINDS
from striking import strike_all
from world import World
import strikes_copies  # noqa: F401  (each registers its kinds)
import strikes_damage  # noqa: F401
import strikes_failing_calls  # noqa: F401
import strikes_last_calls  # noqa: F401
import strikes_limits  # noqa: F401
import strikes_network  # noqa: F401
import strikes_power  # noqa: F401
import strikes_process  # noqa: F401
import strikes_stranger  # noqa: F401
import strikes_walk  # noqa: F401

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
GIB = 1 << 30


def options():
    parser = argparse.ArgumentParser(prog="torture")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--kinds", default="", help="names or families, separated by commas; all where it is not given")
    parser.add_argument("--programs", default=os.path.join(ROOT, ".build/release"))
    parser.add_argument("--python", default=os.path.join(ROOT, ".build/venv/bin/python"), help="has cbor2 and cryptography")
    parser.add_argument("--rate", type=float, default=60, help="messages a second, both directions together")
    parser.add_argument("--strikes", type=int, default=None, help="end after so many")
    parser.add_argument("--json", default=None, help="write the result there too")
    parser.add_argument("--list", action="store_true", help="list the kinds and what each needs")
    return parser.parse_args()


def isolate(name="torture"):
    """Goes on in namespaces of its own, where there can be any."""
    if machine.ISOLATED not in os.environ and machine.can_isolate():
        os.environ[machine.ISOLATED] = "1"
        shell = ["bash", "-c", '"$@"; exit $?', "bash"]  # the first process there: it buries those without a parent
        sys.exit(run_inside([*machine.ISOLATION, *shell, sys.executable, *sys.argv], name))


def run_inside(command, name):
    """Waits for the run in the namespaces; an interrupt ends it at once, and with it every process and mount of it."""
    inside = subprocess.Popen(command)
    interrupts = []

    def interrupt(number, _):
        interrupts.append(number)
        inside.kill()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, interrupt)
    status = inside.wait()
    if interrupts:
        print(f"{name}: interrupted; all processes and mounts are gone, the scratch directory stays")
    return 128 + interrupts[0] if interrupts else status % 256


def chosen_kinds(given, abilities):
    """The kinds to strike with; what the machine cannot do is marked as skipped."""
    names = [name for name in given.split(",") if name]
    unknown = [name for name in names if name not in KINDS and name not in {kind.family for kind in KINDS.values()}]
    if unknown:
        sys.exit(f"torture: no such kind: {', '.join(unknown)} (--list names them)")
    chosen = [kind for kind in KINDS.values() if not names or kind.name in names or kind.family in names]
    for kind in chosen:
        kind.skipped_for = next((need for need in kind.needs if not abilities[need]), None)
    return chosen


def check(world, given):
    """The independent checker: another program, which is given the journal and both exports and nothing else."""
    exports = os.path.join(world.scratch, "exports")
    os.mkdir(exports)
    if machine.is_root() and os.environ.get(machine.ISOLATED):
        machine.run("mount", "-t", "tmpfs", "tmpfs", exports)
    keys = []
    for node in world.nodes:
        node.desk("audit", "export", "--line", world.peer(node).name, "-o", os.path.join(exports, node.name), timeout=3600)
        keys.append(node.key_line())
    done = machine.run(given.python, os.path.join(HERE, "check.py"), os.path.join(world.scratch, "journal.jsonl"),
                       *[part for key in keys for part in (key, os.path.join(exports, key.split("+")[0]))],
                       timeout=7200, check=False)
    print(done.stdout, end="")
    if done.returncode != 0:
        world.strike = "the checker"
        world.found((done.stderr or done.stdout).strip()[-2000:] or f"ended with {done.returncode}")
        shutil.copytree(exports, exports + "-kept")  # the mount goes with this process
    return json.loads(done.stdout.splitlines()[-1]) if done.returncode == 0 else {}


def finish(world, given):
    world.strike = "after the last strike"
    if not world.quiet(5 if world.findings else 60):
        world.found(f"not everything was receipted: {world.lines()}")
    return check(world, given)


def main():
    given = options()
    if given.list:
        return report.list_kinds()
    if not os.path.exists(given.python):
        sys.exit(f"torture: {given.python} is not there, so nothing could be checked: .ci/make-venv makes it")
    if given.seed is None:
        given.seed = secrets.randbits(32)
    isolate()
    if os.environ.get(machine.ISOLATED):
        machine.run("mount", "-t", "tmpfs", "tmpfs", "/dev/shm")  # libfaketime leaves files there
    scratch = tempfile.mkdtemp(prefix="torture-", dir=os.environ.get("TMPDIR", "/tmp"))
    abilities = machine.abilities(scratch)
    kinds = chosen_kinds(given.kinds, abilities)
    print(f"torture: seed {given.seed}, {given.minutes:g} minutes, {len(kinds)} kinds, scratch directory {scratch}", flush=True)
    world, began, counts = World(scratch, given, abilities, 8 * GIB), time.monotonic(), {}
    try:
        for node in world.nodes:
            node.start()
        world.load.start()
        strike_all(world, kinds, given)
        counts = finish(world, given)
    finally:
        world.close()
    result = report.result(world, kinds, given, counts, time.monotonic() - began)
    report.show(result, given)
    if not world.findings:
        machine.run("umount", "--lazy", os.path.join(scratch, "exports"), check=False)
        shutil.rmtree(scratch, ignore_errors=True)
    sys.exit(1 if world.findings else 0)


if __name__ == "__main__":
    main()
