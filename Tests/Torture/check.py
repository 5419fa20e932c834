"""The judge of a torture. Reads the client's journal and both sides' exports and nothing else.

usage: check.py JOURNAL KEY_LINE_A EXPORT_A KEY_LINE_B EXPORT_B

0 lost, 0 doubled, 0 reordered, 0 forged or misdirected, 0 false receipts, 0 unnoticed forks; a submit without an answer counts
as none or one. The last line is JSON with what was counted. Ends with 1 and the first faults of each sort where there are any.
"""

import hashlib
import json
import sys

from check_journal import Faults, read_journal
from check_log import DELIVERED, REFUSED, Side, certain_size, need, verify_receipt
from check_receipt import key_line
from self_test import ROUGHLY_AT_MOST, missed
from cryptography.exceptions import InvalidSignature

PRECEDENCES = ("routine", "priority", "immediate", "flash")


def precedence_name(value):
    return value if isinstance(value, str) else PRECEDENCES[value]


def check_delivered(sides, messages, faults):
    """What each side took in: from the journal, unaltered, said by the sender's own log, once, and in the stream's order."""
    delivered = {}
    for name, side in sides.items():
        said = {statement.entry for statement in sides[side.peer].statements() if statement.own}
        last, latest = {}, {}
        for statement in side.statements():
            if statement.own or statement.outcome not in (DELIVERED, REFUSED):
                continue
            identifier = statement.identifier
            stream = (statement.sender, statement.channel, precedence_name(statement.precedence))
            if statement.entry not in said:
                faults.add("forged", f"{identifier} is not in the log of {side.peer}")
            check_chain(statement, stream, last, faults)
            if statement.outcome == REFUSED:
                faults.add("refused", f"{identifier} by {name}")
            if identifier in delivered:
                faults.add("doubled", identifier)
            delivered[identifier] = statement
            message = messages.get(identifier)
            if message is None:
                faults.add("forged", f"{identifier} was never submitted")
            else:
                check_content(side, statement, stream, message, faults)
                check_order(stream, message, latest, faults)
    return delivered


def check_chain(statement, stream, last, faults):
    before = last.get(stream)
    if statement.before != (before.digest if before else bytes(32)):
        faults.add("broken chain", f"{statement.identifier} in {stream}")
    if before and statement.epoch == before.epoch and statement.sequence != before.sequence + 1:
        faults.add("broken chain", f"{statement.identifier}: {statement.sequence} after {before.sequence}")
    last[stream] = statement


def check_content(side, statement, stream, message, faults):
    if (stream, statement.recipient, statement.kind) != (message.stream, message.recipient, message.kind):
        faults.add("misdirected", f"{message.id}: {stream}, not {message.stream}")
    if not statement.has_body:
        faults.add("lost", f"{message.id}: its body is not there")
        return
    content = side.content(statement)
    if len(content) != message.size or hashlib.sha256(content).hexdigest() != message.digest:
        faults.add("forged", f"{message.id}: another body")


def check_order(stream, message, latest, faults):
    """A message that was answered before another was first sent stands before it."""
    if message.answered_at is not None and message.answered_at < latest.get(stream, 0):
        faults.add("reordered", f"{message.id} in {stream}")
    latest[stream] = max(latest.get(stream, 0), message.sent_at)


def verified_receipts(sides, faults):
    """Every receipt that a sender holds and its recipient signed: the statement, and the log, size and index it names."""
    verified, found = set(), []
    for side in sides.values():
        for statement in side.statements():
            if not statement.own:
                continue
            for receipt in [statement.receipt, *statement.former_receipts]:
                if receipt is None:
                    continue
                try:
                    found.append((statement, *verify_receipt(statement, receipt, sides, verified)))
                except (Exception, InvalidSignature) as problem:
                    faults.add("false receipt", f"{statement.identifier}: {type(problem).__name__} {problem}")
    return found


def check_heads(sides, faults):
    """How far each log is the one that its peer holds heads and receipts of. No two heads of one log and size differ."""
    certain = {}
    for side in sides.values():
        held = sides[side.peer].heads
        for log, successor in zip(side.logs, [*side.logs[1:], None]):
            certain[log.origin] = certain_size(log, successor, held)
            if certain[log.origin] is None:
                faults.add("fork", f"{log.origin} is not what {side.peer} holds of it")
    for (origin, size), roots in [place for side in sides.values() for place in side.heads.items()]:
        if origin not in certain:
            faults.add("fork", f"a head of {origin} at {size}, a log that neither side has")
        if len(roots) > 1:
            faults.add("fork", f"{origin} at {size}: {len(roots)} roots")
    return certain


def check_receipts(receipts, certain, faults):
    """Each receipt is true of the recipient's own log. Where that was rolled back, the statement is in a log of it that
    follows, or it is lost, which is found elsewhere. Gives the ids that have one."""
    for statement, log, size, index in receipts:
        known = certain[log.origin]
        if known is None or size <= known:
            if log.entries[index:index + 1] != [statement.entry]:
                faults.add("false receipt", f"{statement.identifier}: not what {log.origin} has at {index}")
        elif not log.succeeded:
            faults.add("false receipt", f"{statement.identifier}: of a tree larger than {log.origin}")
    return {statement.identifier for statement, *_ in receipts}


def judge(sides, messages, faults):
    """All checks of the journal and the two sides against each other."""
    delivered = check_delivered(sides, messages, faults)
    receipts = verified_receipts(sides, faults)
    certain = check_heads(sides, faults)
    receipted = check_receipts(receipts, certain, faults)
    for message in messages.values():
        if message.answered_at is not None and message.id not in delivered:
            faults.add("lost", f"{message.id} of {message.sender}")
        elif message.id in delivered and message.id not in receipted:
            faults.add("without receipt", message.id)
    return delivered, receipted


def sorts_found(sides, messages):
    faults = Faults()
    judge(sides, messages, faults)
    return set(faults.of_sort)


def main(arguments):
    keys = dict(key_line(text) for text in arguments[1::2])
    names, verified, faults = list(keys), set(), Faults()
    need(len(names) == 2, "two key lines are expected")
    sides = {
        name: Side(top, name, other, keys, verified)
        for name, other, top in zip(names, names[::-1], arguments[2::2])}
    messages = read_journal(arguments[0], faults)
    delivered, receipted = judge(sides, messages, faults)
    if not faults.of_sort and 0 < len(delivered) <= ROUGHLY_AT_MOST:
        for name in missed(sorts_found, sides, messages):
            faults.add("the checker itself", f"does not find what is {name}")
    unknown = [message for message in messages.values() if message.answered_at is None]
    counts = {
        "submitted": len(messages), "answered": len(messages) - len(unknown), "delivered": len(delivered),
        "unanswered": len(unknown), "unanswered and delivered": sum(message.id in delivered for message in unknown),
        "receipts": len(receipted),
        "heads": sum(len(side.heads) for side in sides.values()), "logs": sum(len(side.logs) for side in sides.values()),
        "entries": sum(log.size for side in sides.values() for log in side.logs)}
    faults.show()
    print(json.dumps(counts))
    return 1 if faults.of_sort else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
