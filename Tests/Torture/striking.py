"""Which fault strikes when, and what follows each."""

import random
import time

from kinds import missed


def plan(seed, kinds):
    """The same seed gives the same strikes in the same order: the deck of all kinds, shuffled again when it is dealt."""
    source, number = random.Random(seed), 0
    while True:
        deck = list(kinds)
        source.shuffle(deck)
        for kind in deck:
            number += 1
            yield number, kind, random.Random(f"{seed}/{number}/{kind.name}")


def strike_all(world, kinds, given):
    end = time.monotonic() + given.minutes * 60
    for number, kind, chance in plan(given.seed, kinds):
        if time.monotonic() > end or given.strikes and number > given.strikes:
            return
        if kind.is_over:
            if all(one.is_over for one in kinds):
                return
            continue
        if not strike(world, number, kind, chance):
            return


def strike(world, number, kind, chance):
    """One strike and what follows; whether the torture can go on."""
    world.strike = f"strike {number}, {kind.name}"
    began = time.monotonic()
    try:
        seen = kind.action(world, chance)
    except Exception as problem:  # the fault did not come about, or the node did not bear it: both are told
        seen = missed("harness failed")
        world.found(f"{type(problem).__name__}: {problem}")
    recovery = world.settle()
    kind.note(seen)
    if recovery is not None and seen.has_struck and kind.is_timed:
        kind.recoveries.append(recovery)
    took = time.monotonic() - began
    back = "not back" if recovery is None else f"back after {recovery:.2f} s"
    words = seen.words if seen.has_struck else f"{seen.words} (without effect)"
    print(f"{number:5d}  {kind.name:23s}  {words}; {back}; {took:.1f} s; {world.journal.answered} answered", flush=True)
    return recovery is not None
