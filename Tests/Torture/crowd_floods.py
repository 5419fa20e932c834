"""What a pinned peer can do to a node without breaking a rule that is seen at once: too many, too much, too slow."""

import base64
import time

import journal
from api import Api
from crowd_kinds import kind
from crowd_peers import FAMILY, NAME, peer
from crowd_wire import note
from hostile_peer import ERROR, PING, PONG, RECEIPT, frame

CREDIT_MESSAGES = 512
MIB = 1 << 20
LARGEST = 16 * MIB
DEAF_SECONDS = 25


@kind("silent-sessions", FAMILY, 800, "error timeout", batch=400, also=("turned away",))
def silent_sessions(visit, count):
    """400 connections at once with the peer's key, and no HELLO over any."""
    ends, held = {}, []
    for _ in range(count):
        made = peer(visit)
        try:
            held.append(made.dial())
        except OSError:
            note(ends, "turned away")
        made.connection = None  # held here
    for connection in held:
        made.connection, made.pending = connection, b""
        end = made.farewell()
        note(ends, "turned away" if end in ("closed", "bye replaced") else end)
        connection.close()
    return ends


@kind("ping-flood", FAMILY, 4000, "answered", batch=1000, unit="frames")
def ping_flood(visit, count):
    """Pings without a pause: the last is answered, and the session lives."""
    made = peer(visit)
    made.greet()
    made.send(b"".join(frame(PING, number) for number in range(2, count + 2)))
    while (one := made.next()) is not None:
        if one == [PONG, count + 1]:
            return {"answered": count}
    return {"closed": count}


@kind("statement-flood", FAMILY, 5000, "receipted", batch=1000, unit="frames")
def statement_flood(visit, count):
    """Small valid statements as fast as credit allows."""
    made = peer(visit)
    made.greet()
    said = received = 0
    while received < count:
        while said < count and said - received < CREDIT_MESSAGES // 2:  # the share of the least urgent is less than all
            made.send(b"".join(made.statement_frames(b"flood %d" % said)))
            said += 1
        one = made.next()
        if one is None:
            return {"receipted": received, "closed": count - received}
        received += len(one[2]) if one[0] == RECEIPT else 0
    return {"receipted": count}


@kind("never-reads", FAMILY, 2, "closed for not reading", fixed=True)
def never_reads(visit):
    """Takes nothing of what the node has for it, with the smallest buffer that a socket can have."""
    api, made = Api(visit.file("struck.sock")), peer(visit)
    made.greet(buffer=2048)
    queue_for(api, visit)
    over = time.monotonic() + DEAF_SECONDS
    while time.monotonic() < over:
        line = next(one for one in api.status()["lines"] if one["peer"] == NAME)
        if line["state"] != "connected":
            return "closed for not reading" if "took too long" in (line.get("last_error") or "") else str(line)
        time.sleep(0.5)
    return "still connected"


def queue_for(api, visit):
    """Something for the peer that is larger than the buffers between."""
    status, answer = api.ask("POST", "/v1/messages", {
        "message_id": journal.fresh_id(visit.random), "peer": NAME, "channel": "csirt", "precedence": "routine",
        "kind": "message", "tlp": "amber", "media_type": "application/octet-stream",
        "body_base64": base64.b64encode(bytes(8 * MIB)).decode()})
    if status != 201:
        raise RuntimeError(f"nothing to be deaf for: {status} {answer}")


@kind("fills-the-disk", FAMILY, 40, "not granted, then error violation", also=("receipted",), batch=40, fixed=True, unit="bodies",
      needs_disk=True)
def fills_the_disk(visit, count):
    """Bodies as large as allowed, as fast as credit allows, until the node grants nothing, and then one more."""
    ends, api = {}, Api(visit.file("struck.sock"))
    for _ in range(count):
        made = peer(visit)
        if made.greet()[3][0]:
            note(ends, fill_once(made, bytes(LARGEST)))
        elif api.status()["granting"]:
            note(ends, "not granted, though the node says that it grants")
        else:
            note(ends, "not granted, then " + fill_once(made, b"one more"))
    api.close()
    return ends


def fill_once(made, body):
    try:
        for one in made.statement_frames(body, channel="nrrc"):
            made.send(one)
        while (one := made.next()) is not None:
            if one[0] == RECEIPT:
                return "receipted"
            if one[0] == ERROR:
                return "error " + one[1]
    except OSError as problem:
        return type(problem).__name__
    return "closed"
