"""Judges a crowd: what each kind came to, how the good pair fared, and what the daemon took from the system."""

import os
import time

from api import Unanswered
from crowd_kinds import KINDS
from crowd_pair import at

P99_MS = 250
MEMORY_MIB = 256
# Sources/HotlineTransport/TransportLimits.swift: handshakes under way. A place is left a moment before its descriptor is.
HANDSHAKES = 128
SESSIONS_OF_A_PEER = 64   # Limits.sessionsPerLine
SPARE = 32                # connections that are refused or read to their end, those of the local API
DATABASE = ("hotline.db", "hotline.db-wal")
READERS = 5               # connections to the database that only read; opened when they are first needed, and kept
MINUTE = 60
STRANGER_KINDS = 4        # refused for the crowd, or for the source; not accepted; handshakes that failed
LINE_KINDS, LINE_BURST = 6, 10
OTHER_LINES = 20          # start, space that is short or free again, checkpoints


def judge(scene, pair, watch, before, marks, statuses, seconds):
    result = {"findings": [], "before": before, "bounds": bounds(before, marks)}
    pair.stop(marks["over"])
    result["after"] = wait_for_quiet(watch, before, seconds)
    watch.stop()
    result["pair"] = fared(pair, marks)
    result["daemon"] = {"memory": watch.memory(), "descriptors": watch.most, "lines": watch.log_lines() - before["lines"]}
    result["seconds"] = marks["over"] - marks["crowd"]
    found = result["findings"]
    found += [f"a part of the crowd ended with {status}" for status in statuses if status != 0]
    judge_kinds(found)
    judge_pair(found, result["pair"], pair)
    judge_daemon(found, result)
    judge_end(found, scene, pair)
    return result


def bounds(before, marks):
    """What may be taken, from the limits that are written down."""
    minutes = int((marks["over"] - marks["crowd"]) / MINUTE) + 2
    return {"p99": P99_MS, "memory": MEMORY_MIB,
            "descriptors": before["descriptors"] + HANDSHAKES + SESSIONS_OF_A_PEER + SPARE + len(DATABASE) * READERS,
            "lines": minutes * (STRANGER_KINDS + 2 * LINE_KINDS * LINE_BURST) + OTHER_LINES}


def wait_for_quiet(watch, before, seconds):
    """What is open when it is no more than before, or when the time is over."""
    end = time.monotonic() + seconds
    while left_open(before["files"], watch.open_files()) and time.monotonic() < end:
        time.sleep(0.2)
    return {"descriptors": watch.descriptors(), "memory": watch.memory("VmRSS"), "files": watch.open_files()}


def left_open(before, after):
    """Descriptors that were not there before, by what they are."""
    def spare(what):
        return READERS if os.path.basename(what) in DATABASE else 0
    return {what: count for what, count in after.items() if count > before.get(what, 0) + spare(what)}


def fared(pair, marks):
    def figures(since, until):
        took = pair.took(since, until)
        return {"messages": len(took), "p50": at(0.5, took), "p99": at(0.99, took), "max": at(1, took)}
    return {"before": figures(marks["began"], marks["crowd"]), "during": figures(marks["crowd"], marks["over"]),
            "while": {kind.name: at(0.99, pair.took_while(kind.times)) for kind in KINDS.values() if kind.asked}}


def judge_kinds(found):
    for kind in KINDS.values():
        if not kind.asked:
            continue
        if kind.done < kind.asked:
            found.append(f"{kind.name}: {kind.done} of {kind.asked} were carried out")
        if not kind.reached:
            found.append(f"{kind.name}: none came to its end ({', '.join(kind.expected)})")
        found += [f"{kind.name}: {count} ended with: {end}" for end, count in kind.surprises().items()]
        found += [f"{kind.name}: {count} alone, with places free, ended with: {end}"
                  for end, count in kind.surprises_alone().items()]


def judge_pair(found, fared, pair):
    found += pair.problems()[:10]
    if fared["during"]["p99"] is None or fared["during"]["p99"] > P99_MS:
        found.append(f"the good pair's p99 was {fared['during']['p99']} ms")


def judge_daemon(found, result):
    for name, unit in (("memory", "MiB"), ("descriptors", "descriptors"), ("lines", "log lines")):
        if result["daemon"][name] > result["bounds"][name]:
            found.append(f"the daemon took {result['daemon'][name]:.0f} {unit}, more than {result['bounds'][name]}")
    if left := left_open(result["before"]["files"], result["after"]["files"]):
        found.append(f"{result['after']['descriptors']} descriptors are left, {result['before']['descriptors']} before: {left}")


def judge_end(found, scene, pair):
    """Both daemons run as they were started, all arrived once, and both databases are whole."""
    for node in (scene.struck, scene.good):
        if not scene.is_alive(node):
            found.append(f"{node.name}'s daemon has ended")
            continue
        try:
            node.desk("audit", "verify", timeout=300)
        except RuntimeError as problem:
            found.append(f"{node.name}: {problem}")
    try:
        found += pair.delivered_wrongly()
    except Unanswered as problem:
        found.append(f"what was delivered cannot be listed: {problem}")
