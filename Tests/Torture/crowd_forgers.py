"""Handshakes step by step, each broken at one place: with a proof that is another key's, with what TLS 1.3 does not have."""

import ssl
import time

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from crowd_kinds import kind
from crowd_wire import alert_name, connect
from tls13 import ECDSA
from tls13_client import Client, Ended

PEER = "127.2.0.1"     # where the misbehaving peer comes from
KEY_UPDATES_SECONDS = 3   # a daemon without a limit on them waits 5 s for the HELLO
LOADED = {}


def converse(visit, source, talk, closed, reset):
    """A connection from its first byte to its end: what `talk` gives, or how the node ended it."""
    with connect(visit.target, source) as connection:
        client = Client(connection)
        try:
            client.begin()
            return talk(client)
        except Ended as ended:
            return closed if ended.alert is None else alert_name(ended.alert)
        except TimeoutError:
            return "still open"
        except ConnectionError:
            return reset


def step(visit, go):
    """A handshake step by step; `go` breaks it. What the node says to it, read with the handshake's keys."""
    def talk(client):
        go(client)
        return f"told a record of kind {client.read_record()[0]}"
    return converse(visit, visit.source(), talk, "closed unread", "reset unread")


@kind("borrowed-certificate", "strangers", 400, "alert decrypt_error")
def borrowed_certificate(visit):
    """The pinned peer's certificate, with the proof of another key."""
    other = load(visit, "stranger.pem")

    def go(client):
        client.show(certificate(visit, "gamma.pem"), other.sign)
        client.finish()
    return step(visit, go)


@kind("forged-finish", "strangers", 400, "alert decrypt_error")
def forged_finish(visit):
    """The pinned peer's certificate and proof, and a false Finished."""
    own = load(visit, "gamma.pem")

    def go(client):
        client.show(certificate(visit, "gamma.pem"), own.sign)
        client.finish(is_forged=True)
    return step(visit, go)


@kind("other-key-type", "strangers", 400, "alert illegal_parameter", "alert unsupported_certificate", "alert handshake_failure")
def other_key_type(visit):
    """A certificate of an ECDSA key, shown though the node asks for Ed25519."""
    own = load(visit, "ecdsa.pem")

    def go(client):
        client.show(certificate(visit, "ecdsa.pem"), lambda data: own.sign(data, ec.ECDSA(SHA256())), ECDSA)
        client.finish()
    return step(visit, go)


@kind("renegotiation", "peers", 200, "alert unexpected_message")
def renegotiation(visit):
    """A ClientHello inside the encrypted connection."""
    return inside(visit, lambda client: client.ask_anew())


@kind("key-updates", "peers", 200, "alert ", "closed")
def key_updates(visit):
    """Two hundred KeyUpdates, and nothing between them: ended for them, and not for the HELLO that never comes."""
    def flood(client):
        began.append(time.monotonic())
        for _ in range(200):
            client.update_key(request=False)
    began = []
    end = inside(visit, flood)
    took = time.monotonic() - began[0] if began else 0
    return end if took < KEY_UPDATES_SECONDS else f"late: {end}"


def inside(visit, go):
    """A handshake as it should be, and then something that TLS does not have, before any frame."""
    def talk(client):
        client.show(certificate(visit, "gamma.pem"), load(visit, "gamma.pem").sign)
        client.finish()
        client.read_record()   # the node's HELLO
        try:
            go(client)
        except OSError:
            pass   # it was ended in the middle; how, is read
        while True:
            client.read_record()
    return converse(visit, PEER, talk, "closed", "closed")


def load(visit, name):
    if name not in LOADED:
        with open(visit.file(name), "rb") as file:
            data = file.read()
        LOADED[name] = load_pem_private_key(data[data.index(b"-----BEGIN PRIVATE"):], None)
    return LOADED[name]


def certificate(visit, name):
    with open(visit.file(name)) as file:
        text = file.read()
    end = "-----END CERTIFICATE-----"
    return ssl.PEM_cert_to_DER_cert(text[text.index("-----BEGIN CERT"):text.index(end) + len(end)])
