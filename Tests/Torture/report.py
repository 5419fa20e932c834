"""What a run has shown: a table for people, JSON for programs."""

import json
import sys

from kinds import KINDS
from world import GOAL


def list_kinds():
    for kind in KINDS.values():
        needs = f" (needs {', '.join(kind.needs)})" if kind.needs else ""
        print(f"{kind.family:10s} {kind.name}{needs}")


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else None


def result(world, kinds, given, counts, seconds):
    recoveries = [one for kind in kinds for one in kind.recoveries]
    p99 = percentile(recoveries, 0.99)
    if p99 is not None and p99 > GOAL:
        world.findings.append(f"traffic resumed within {p99:.1f} s in 99 of 100 cases; {GOAL:g} s are asked for")
    world.findings += without_effect(kinds)
    return {
        "seed": given.seed, "minutes": round(seconds / 60, 1), "strikes": sum(kind.struck for kind in kinds if not kind.is_beside),
        "beside": sum(kind.struck for kind in kinds if kind.is_beside),
        "without_effect": sum(kind.without_effect for kind in kinds),
        "kinds": sum(kind.struck > 0 for kind in kinds), "skipped": sum(kind.skipped_for is not None for kind in kinds),
        "daemons": world.endings, "sent": world.journal.sent, "answered": counts.get("answered", world.journal.answered),
        "recovery": {"of": len(recoveries), "p50": percentile(recoveries, 0.5), "p99": p99, "largest": max(recoveries, default=None)},
        "of_kind": {kind.name: {
            "family": kind.family, "struck": kind.struck, "without_effect": kind.without_effect,
            "skipped_for": kind.skipped_for, "seen": kind.seen,
            "slowest_recovery": max(kind.recoveries, default=None)} for kind in kinds},
        "checker": counts, "findings": world.findings}


def without_effect(kinds):
    """A fault that never comes about shows nothing, and a run without any shows nothing at all."""
    yield from (f"{kind.name}: tried {kind.without_effect} times, and never took effect" for kind in kinds if kind.never_takes_effect)
    if not any(kind.struck for kind in kinds):
        yield "no fault has struck, so this run shows nothing"


def show(result, given):
    print(f"\n{'kind':23s} {'struck':>6s} {'without':>7s} {'slowest':>8s}  seen")
    for name, one in result["of_kind"].items():
        seen = ", ".join(f"{count} {what}" for what, count in sorted(one["seen"].items()))
        slowest = "" if one["slowest_recovery"] is None else f"{one['slowest_recovery']:.2f} s"
        if one["skipped_for"]:
            seen = f"skipped: no {one['skipped_for']} on this machine"
        print(f"{name:23s} {one['struck']:6d} {one['without_effect']:7d} {slowest:>8s}  {seen or 'not reached in this run'}")
    recovery = result["recovery"]
    if recovery["p99"] is not None:
        print(f"\ntraffic back after {recovery['of']} strikes: p50 {recovery['p50']:.2f} s, p99 {recovery['p99']:.2f} s, "
              f"largest {recovery['largest']:.2f} s")
    print(f"{result['strikes']} strikes on the pair and {result['beside']} beside it, of {result['kinds']} kinds "
          f"({result['skipped']} skipped); {result['without_effect']} more without effect")
    print(f"{result['answered']} messages acknowledged, in {result['minutes']} minutes, seed {result['seed']}")
    print("daemons: " + ", ".join(f"{count} {what}" for what, count in sorted(result["daemons"].items())))
    for finding in result["findings"]:
        print(f"FOUND: {finding}")
    print("torture: " + ("FAILED" if result["findings"] else "passed"))
    if result["findings"]:
        kinds = f" --kinds {given.kinds}" if given.kinds else ""
        print(f"again: python3 Tests/Torture/torture.py --minutes {given.minutes:g} --seed {given.seed}{kinds}")
    if given.json:
        with open(given.json, "w") as file:
            json.dump(result, file, indent=1)
    sys.stdout.flush()
