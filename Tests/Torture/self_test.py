"""The judge judged: what it has just passed is altered in one place, and it must say so by the right name."""

import copy
from contextlib import contextmanager

ROUGHLY_AT_MOST = 20_000  # messages; of more only the checks themselves are made


@contextmanager
def changed(owner, name, value):
    before = getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, before)


def altered(message, **what):
    other = copy.copy(message)
    for name, value in what.items():
        setattr(other, name, value)
    return other


def missed(judge, sides, messages):
    """The names of the alterations that were not found. `judge` gives the sorts of fault that it finds."""
    received = next(one for side in sides.values() for one in side.statements() if not one.own and one.outcome == 0)
    identifier = received.identifier
    message = messages[identifier]
    sent = next(one for one in sides[received.sender].statements() if one.own and one.identifier == identifier)
    own_log, other_log = received.log, sent.log

    def with_message(**what):
        return judge(sides, messages | {identifier: altered(message, **what)})

    found = {
        "forged": with_message(digest="00" * 32), "misdirected": with_message(recipient="nobody.example"),
        "reordered": with_message(sent_at=message.sent_at + 1e9) | with_message(answered_at=-1),
        "never submitted": judge(sides, {key: value for key, value in messages.items() if key != identifier}),
    }
    lost = altered(message, id="00000000-0000-7000-8000-000000000000", answered_at=message.sent_at)
    found["lost"] = judge(sides, messages | {lost.id: lost})
    with changed(own_log, "statements", own_log.statements + [received]):
        found["doubled"] = judge(sides, messages)
    with changed(sent, "receipt", sent.receipt[:-1] + bytes([sent.receipt[-1] ^ 1])):
        found["false receipt"] = judge(sides, messages)
    last_log = sides[received.recipient].logs[-1]  # one that no other follows
    with changed(sides[received.sender], "heads", {(last_log.origin, last_log.size): {bytes(32)}}):
        found["fork"] = judge(sides, messages)
    beyond = sides[received.sender].heads | {(last_log.origin, last_log.size + 1): {bytes(32)}}
    with changed(sides[received.sender], "heads", beyond):
        found["a head beyond the log's end"] = judge(sides, messages)
    with changed(sides[received.sender], "heads", {(last_log.origin[:-16] + "00" * 8, 2): {bytes(32)}}):
        found["a head of no log"] = judge(sides, messages)
    with changed(other_log, "statements", [one for one in other_log.statements if one is not sent]):
        found["not in the sender's log"] = judge(sides, messages)
    named = {"never submitted": "forged", "not in the sender's log": "forged",
             "a head beyond the log's end": "fork", "a head of no log": "fork"}
    return [name for name, sorts in found.items() if named.get(name, name) not in sorts] + accepted(own_log, other_log)


def accepted(log, other):
    """The names of the altered entries that were taken for what they are not."""
    opening, forged = log.entries[0], log.entries[0][:-1] + bytes([log.entries[0][-1] ^ 1])
    altered = {
        "entry 0 with another signature": (0, 0, forged), "entry 0 of another log": (0, 0, other.entries[0]),
        "a second entry 0": (1, 0, opening), "no entry 0": (0, 2, opening), "an entry of no type": (1, 4, log.entries[1]),
        "an erasure that nobody signed": (1, 3, forged)}
    return [name for name, entry in altered.items() if takes(log, *entry)]


def takes(log, index, kind, entry):
    with changed(log, "entries", log.entries[:index] + [entry] + log.entries[index + 1:]):
        try:
            log.read_entry(index, kind, None)
            return True
        except Exception:  # any fault of the input is a refusal
            return False
