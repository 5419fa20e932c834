"""Whether the torture finds the bugs planted for it: on a build with one bug at a time each run must fail and say why. The same
run without the bug must pass, or what it found says nothing.

usage: planted.py PROGRAMS [BUG…]      PROGRAMS: hotlined and hotline built with HOTLINE_PLANTED=1
"""

import json
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
SEED = 11
STRIKES, MINUTES = "12", "5"   # so many strikes, however slow the machine is

# What finds which, and what one finding must say. The other planted bugs are the simulator's.
LOST = r"the checker: (.*\n)*lost: "
BUGS = {
    "pin-unchecked": ("stranger-dials,stranger-answers", "stranger.* was told"),
    "alpn-unchecked": ("peer-without-protocol", "a stranger was told"),
    "raw-terminal-text": ("hostile-text", "`hotline .*` puts .* on the terminal"),
    "synchronous-normal": ("power-cut,power-cut-both", f"was receipted within.*(rolled back|older than)|{LOST}"),
    "receipt-before-commit": ("kill-at-sync,power-cut,sync-fails-once", f"not everything was receipted|{LOST}"),
    "sequence-from-maximum": ("older-copy", "does not recover"),
    "fsync-retried": ("sync-fails-once", "(fdatasync|fsync) has failed with .*, and the daemon goes on"),
}


def findings(programs, kinds, bug):
    """What a run with these kinds finds; nothing where it could not be made."""
    with tempfile.TemporaryDirectory() as place:
        result = os.path.join(place, "result.json")
        environment = {name: value for name, value in os.environ.items() if name != "HOTLINE_PLANTED_BUG"}
        done = subprocess.run(
            [sys.executable, os.path.join(HERE, "torture.py"), "--programs", programs, "--minutes", MINUTES,
             "--strikes", STRIKES, "--seed", str(SEED), "--kinds", kinds, "--json", result],
            env=environment | ({"HOTLINE_PLANTED_BUG": bug} if bug else {}), capture_output=True, text=True)
        if not os.path.exists(result):
            print(f"the run ended with {done.returncode}: {(done.stderr or done.stdout).strip()[-500:]}")
            return None
        with open(result) as file:
            return json.load(file)["findings"]


def is_caught(programs, bug):
    kinds, words = BUGS[bug]
    without, found = findings(programs, kinds, None), findings(programs, kinds, bug)
    said = [one for one in found or [] if re.search(words, one)]
    is_telling = without == []
    print(f"{bug:22s} {'caught by ' + said[0][:160] if said else f'MISSED: {found}'}", flush=True)
    if not is_telling:
        print(f"{'':22s} but WITHOUT the bug: {without}", flush=True)
    return bool(said) and is_telling


if __name__ == "__main__":
    results = [is_caught(sys.argv[1], bug) for bug in sys.argv[2:] or BUGS]
    sys.exit(0 if results and all(results) else 1)
