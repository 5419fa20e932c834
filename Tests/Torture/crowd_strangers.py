"""Strangers who never come to show a certificate: what they say is no TLS, not enough of it, or too much."""

import os

from crowd_kinds import kind
from crowd_wire import ask, connect, hold, judge, reset, say
from tls13 import ALERT, CCS, HANDSHAKE, client_hello, extension, message, record

FAMILY = "strangers"


@kind("connect-and-close", FAMILY, 19000, "left", is_noise=True)
def connect_and_close(visit):
    """Connects and closes at once."""
    connect(visit.target, visit.source()).close()
    return "left"


@kind("reset-storm", FAMILY, 18000, "left", is_noise=True)
def reset_storm(visit):
    """Connects, says the beginning of a record, and resets."""
    connection = connect(visit.target, visit.source())
    say(connection, b"\x16\x03\x01"[:visit.random.randrange(4)])
    reset(connection)
    return "left"


@kind("garbage", FAMILY, 10000, "closed unread", "reset unread", "alert ")
def garbage(visit):
    """Random bytes, up to 4 KiB; few begin as SSL 2.0 does, whose length OpenSSL waits for."""
    first = visit.random.randrange(0x80) if visit.random.random() < 0.98 else 0x80
    return ask(visit, bytes([first]) + visit.random.randbytes(visit.random.randrange(8, 4096)))


@kind("plain-http", FAMILY, 7000, "closed unread", "reset unread")
def plain_http(visit):
    """A request of HTTP without TLS."""
    return ask(visit, b"GET /v1/status HTTP/1.1\r\nHost: node\r\nUser-Agent: crowd\r\n\r\n")


@kind("huge-record", FAMILY, 6000, "alert record_overflow")
def huge_record(visit):
    """A record whose length is 64 KiB."""
    return ask(visit, b"\x16\x03\x01\xff\xff" + visit.random.randbytes(2000))


@kind("empty-records", FAMILY, 3000, "alert ")
def empty_records(visit):
    """Hundreds of records without content."""
    return ask(visit, record(HANDSHAKE, b"", 0x0301) * 300)


@kind("change-cipher-flood", FAMILY, 2000, "flight, then closed", "flight, then reset")
def change_cipher_flood(visit):
    """A ClientHello and after it ChangeCipherSpec without end."""
    return ask(visit, record(HANDSHAKE, hello(), 0x0301) + record(CCS, b"\x01") * 200)


@kind("cut-hello", FAMILY, 8000, "left", is_noise=True)
def cut_hello(visit):
    """Half a ClientHello, and gone."""
    whole = record(HANDSHAKE, hello(), 0x0301)
    connection = connect(visit.target, visit.source())
    say(connection, whole[:visit.random.randrange(6, len(whole))])
    connection.close()
    return "left"


@kind("abandoned", FAMILY, 3000, "left after the flight")
def abandoned(visit):
    """A whole ClientHello; the server's flight is read, and not answered."""
    with connect(visit.target, visit.source()) as connection:
        say(connection, record(HANDSHAKE, hello(), 0x0301))
        try:
            data = connection.recv(65536)
        except OSError:
            data = b""
        return "left after the flight" if data[:1] == bytes([HANDSHAKE]) else judge(data, "closed")


@kind("alert-first", FAMILY, 2000, "closed unread", "reset unread", "alert ")
def alert_first(visit):
    """An alert in place of a ClientHello."""
    return ask(visit, record(ALERT, b"\x02\x28"))


@kind("huge-handshake", FAMILY, 800, "alert ", "closed unread", "reset unread")
def huge_handshake(visit):
    """A ClientHello of 80 KiB: more than a handshake may have."""
    whole = hello(extension(0xFADA, bytes(65000)))
    whole = message(1, whole[4:] + bytes(16000))
    return ask(visit, b"".join(record(HANDSHAKE, whole[at:at + 16000], 0x0301) for at in range(0, len(whole), 16000)))


@kind("idle", FAMILY, 1024, "closed at the deadline", batch=256)
def idle(visit, count):
    """256 at a time say nothing and wait."""
    return hold(visit, count)


@kind("slow-byte", FAMILY, 512, "closed at the deadline", batch=256)
def slow_byte(visit, count):
    """256 at a time say a byte of a ClientHello each second."""
    return hold(visit, count, record(HANDSHAKE, hello(), 0x0301))


def hello(more=b""):
    return client_hello(os.urandom(32), more=more)
