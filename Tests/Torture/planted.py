"""Whether the torture finds the bugs planted for it: on a build with one bug at a time each run must fail and say why.

usage: planted.py PROGRAMS [BUG…]      PROGRAMS: hotlined and hotline built with HOTLINE_PLANTED=1
"""

import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
SEED = 11

# What finds which, and what it must say. The other planted bugs are the simulator's.
BUGS = {
    "pin-unchecked": ("stranger-dials,stranger-answers", "was told"),
    "alpn-unchecked": ("peer-without-protocol", "was told"),
    "raw-terminal-text": ("hostile-text", "on the terminal"),
    "synchronous-normal": ("power-cut,power-cut-both", "rolled back|older than|lost"),
    "receipt-before-commit": ("kill-at-sync,power-cut,sync-fails-once", "lost|not everything was receipted"),
    "sequence-from-maximum": ("older-copy", "does not recover"),
    "fsync-retried": ("sync-fails-once", "a sync has failed"),
}


def run(programs, bug):
    kinds, words = BUGS[bug]
    done = subprocess.run(
        [sys.executable, os.path.join(HERE, "torture.py"), "--programs", programs, "--minutes", "0.3", "--seed", str(SEED),
         "--kinds", kinds],
        env=os.environ | {"HOTLINE_PLANTED_BUG": bug}, capture_output=True, text=True)
    said = [line for line in done.stdout.splitlines() if line.startswith("FOUND: ") and re.search(words, line)]
    caught = done.returncode == 1 and said
    print(f"{bug:20s} {'caught by ' + said[0][7:160] if caught else 'MISSED'}", flush=True)
    return bool(caught)


if __name__ == "__main__":
    results = [run(sys.argv[1], bug) for bug in sys.argv[2:] or BUGS]
    sys.exit(0 if all(results) else 1)
