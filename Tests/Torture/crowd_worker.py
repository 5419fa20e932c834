"""A part of the crowd: carries out jobs one after another and prints a line of JSON for each.

usage: crowd_worker.py ORDER     a file of JSON: target, node (its key line), directory, seed, jobs of [kind, count]
"""

import json
import os
import random
import sys
import time

from crowd_kinds import KINDS, Visit
from crowd_wire import note
import crowd_strangers  # noqa: F401  (each registers its kinds)
import crowd_impostors  # noqa: F401
import crowd_forgers  # noqa: F401
import crowd_peers  # noqa: F401
import crowd_floods  # noqa: F401

NICE = 19
TRIES = 20


def carry_out(kind, visit, count):
    """So many of a kind; how they ended. One that did not come about (no connection) is tried again."""
    if kind.batch > 1:
        return kind.action(visit, count)
    ends = {}
    for _ in range(count):
        note(ends, once(kind, visit))
    return ends


def once(kind, visit):
    problem = None
    for _ in range(TRIES):
        try:
            return kind.action(visit)
        except (TimeoutError, ConnectionError, OSError) as one:
            problem = one
            time.sleep(0.05)
    return f"did not come about: {type(problem).__name__} {problem}"


def main():
    os.nice(NICE - os.nice(0))
    with open(sys.argv[1]) as file:
        order = json.load(file)
    visit = Visit(tuple(order["target"]), order["node"], random.Random(order["seed"]), order["directory"])
    for name, count in order["jobs"]:
        began = time.monotonic()
        try:
            ends = carry_out(KINDS[name], visit, count)
        except Exception as problem:  # the job is lost, the crowd goes on, and the run says so
            ends = {f"did not come about: {type(problem).__name__} {problem}": count}
        print(json.dumps({"kind": name, "ends": ends, "began": began, "over": time.monotonic()}), flush=True)


if __name__ == "__main__":
    main()
