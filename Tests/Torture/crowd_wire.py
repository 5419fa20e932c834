"""Connections of the crowd, and how what came over one is read by somebody who has no keys."""

import selectors
import socket
import struct
import time

PATIENCE = 8           # longer than a node waits for a handshake
IP_BIND_ADDRESS_NO_PORT = 24
ALERTS = {
    0: "close_notify", 10: "unexpected_message", 20: "bad_record_mac", 22: "record_overflow", 40: "handshake_failure",
    42: "bad_certificate", 43: "unsupported_certificate", 47: "illegal_parameter", 50: "decode_error", 51: "decrypt_error",
    70: "protocol_version", 80: "internal_error", 109: "missing_extension", 116: "certificate_required",
    120: "no_application_protocol"}
ALERT = 21
HANDSHAKE_RECORDS = {20, 22, 23}   # ChangeCipherSpec, handshake, what is encrypted


def connect(target, source, patience=PATIENCE):
    """From that address; the kernel chooses the port only when it knows the target, so ports do not run out."""
    connection = socket.socket()
    connection.settimeout(patience)
    connection.setsockopt(socket.IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1)
    try:
        connection.bind((source, 0))
        connection.connect(target)
    except OSError:
        connection.close()
        raise
    return connection


def reset(connection):
    """Closes without a farewell: RST."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def alert_name(number):
    return "alert " + ALERTS.get(number, str(number))


def records(data):
    """The TLS records in it, and what is left over."""
    found = []
    while len(data) >= 5 and len(data) >= 5 + int.from_bytes(data[3:5], "big"):
        length = 5 + int.from_bytes(data[3:5], "big")
        found.append((data[0], data[5:length]))
        data = data[length:]
    return found, data


def judge(data, how):
    """What a stranger was told, in words: an alert by its name; no more of TLS than there must be; anything else is `told`."""
    found, rest = records(data)
    if rest or any(one not in HANDSHAKE_RECORDS | {ALERT} for one, _ in found):
        return f"told {len(data)} bytes that are not TLS"
    if not found:
        return how + " unread"
    if found[-1][0] == ALERT and len(found[-1][1]) == 2:
        return ("" if len(found) == 1 else "flight, then ") + alert_name(found[-1][1][1])
    return "flight, then " + how


def listen(connection, patience=PATIENCE):
    """Reads to the end of a connection; the bytes, and how it ended."""
    end, data = time.monotonic() + patience, b""
    try:
        while True:
            connection.settimeout(max(0.001, end - time.monotonic()))
            part = connection.recv(65536)
            if not part:
                return data, "closed"
            data += part
    except TimeoutError:
        return data, "still open"
    except OSError:
        return data, "reset"


def say(connection, data):
    """Says as much of it as the other side takes."""
    try:
        connection.sendall(data)
    except OSError:
        pass


def ask(visit, data):
    """One connection on which these bytes are said, read to its end."""
    with connect(visit.target, visit.source()) as connection:
        say(connection, data)
        return judge(*listen(connection))


def hold(visit, count, drip=b""):
    """So many connections at once, each open until the node closes it; each says a byte a second of what it has. Gives the
    ends; one that was not closed by its deadline is `still open`."""
    selector, ends, said = selectors.DefaultSelector(), {}, 0
    for _ in range(count):
        selector.register(connect(visit.target, visit.source()), selectors.EVENT_READ, time.monotonic())
    over = time.monotonic() + PATIENCE + 4
    while selector.get_map() and time.monotonic() < over:
        for key, _ in selector.select(1):
            note(ends, held_end(key))
            selector.unregister(key.fileobj)
            key.fileobj.close()
        for key in list(selector.get_map().values()) if drip else ():
            say(key.fileobj, drip[said % len(drip):][:1])
        said += 1
        if drip:
            time.sleep(1)
    for key in list(selector.get_map().values()):
        note(ends, "still open")
        key.fileobj.close()
    return ends


def held_end(key):
    end = judge(*listen(key.fileobj, 1))
    if end in ("closed unread", "reset unread") and time.monotonic() - key.data > 3:
        return "closed at the deadline"
    return end


def note(ends, end):
    ends[end] = ends.get(end, 0) + 1
