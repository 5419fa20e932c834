"""A client's half of a TLS 1.3 handshake, step by step. It does not look at the server's certificate, since it is here to be
refused."""

import hashlib
import hmac
import struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from tls13 import (ALERT, CCS, CERTIFICATE, CERTIFICATE_VERIFY, DATA, ED25519, EMPTY, FINISHED, HANDSHAKE, KEY_UPDATE,
                   SIGNED_BY_CLIENT, Keys, client_hello, expand, extract, message, record, vector)


class Ended(Exception):
    """The server ended it: by an alert of this number, or without one."""

    def __init__(self, alert=None):
        super().__init__(alert)
        self.alert = alert


class Client:
    """A handshake step by step. Each step may be left out or done wrong."""

    def __init__(self, connection, alpn="hotline/1"):
        self.connection, self.alpn = connection, alpn
        self.transcript, self.pending = hashlib.sha256(), b""
        self.reading = self.writing = None

    def begin(self):
        own = X25519PrivateKey.generate()
        hello = client_hello(own.public_key().public_bytes_raw(), self.alpn)
        self.transcript.update(hello)
        self.connection.sendall(record(HANDSHAKE, hello, 0x0301))
        answer = self.read_message()
        self.agree(own.exchange(X25519PublicKey.from_public_bytes(self.server_share(answer))))
        while self.read_message()[0] != FINISHED:
            pass
        self.after_flight = self.transcript.digest()

    @staticmethod
    def server_share(answer):
        at = answer.index(b"\x00\x33\x00\x24\x00\x1d\x00\x20") + 8
        return answer[at:at + 32]

    def agree(self, shared):
        early = extract(bytes(32), bytes(32))
        self.handshake = extract(expand(early, b"derived", EMPTY, 32), shared)
        heard = self.transcript.digest()
        self.writing = Keys(expand(self.handshake, b"c hs traffic", heard, 32))
        self.reading = Keys(expand(self.handshake, b"s hs traffic", heard, 32))

    def show(self, certificate, sign, scheme=ED25519):
        """The certificate in DER, and its proof by whatever signs."""
        entries = vector(3, certificate) + b"\0\0" if certificate else b""
        self.say(message(CERTIFICATE, b"\0" + vector(3, entries)))
        if sign:
            signature = sign(SIGNED_BY_CLIENT + self.transcript.digest())
            self.say(message(CERTIFICATE_VERIFY, struct.pack("!H", scheme) + vector(2, signature)))

    def finish(self, is_forged=False):
        key = expand(self.writing.secret, b"finished", b"", 32)
        proof = bytes(32) if is_forged else hmac.digest(key, self.transcript.digest(), "sha256")
        self.say(message(FINISHED, proof))
        master = extract(expand(self.handshake, b"derived", EMPTY, 32), bytes(32))
        self.writing = Keys(expand(master, b"c ap traffic", self.after_flight, 32))
        self.reading = Keys(expand(master, b"s ap traffic", self.after_flight, 32))

    def say(self, content, kind=HANDSHAKE):
        if kind == HANDSHAKE:
            self.transcript.update(content)
        self.connection.sendall(self.writing.seal(kind, content))

    def update_key(self, request=True):
        self.connection.sendall(self.writing.seal(HANDSHAKE, message(KEY_UPDATE, bytes([request]))))
        self.writing = self.writing.updated()

    def ask_anew(self):
        """A ClientHello where TLS 1.3 knows none any more."""
        self.say(client_hello(bytes(32)))

    def read_record(self):
        """The next record that says something, opened."""
        while True:
            head = self.read_exactly(5)
            content = self.read_exactly(int.from_bytes(head[3:], "big"))
            if head[0] == CCS:
                continue
            kind, plain = (head[0], content)
            if head[0] == DATA:
                try:
                    kind, plain = self.reading.open(head, content)
                except InvalidTag:
                    raise Ended("unreadable") from None
            if kind == ALERT:
                raise Ended(plain[1])
            return kind, plain

    def read_message(self):
        while len(self.pending) < 4 or len(self.pending) < 4 + int.from_bytes(self.pending[1:4], "big"):
            self.pending += self.read_record()[1]
        length = 4 + int.from_bytes(self.pending[1:4], "big")
        taken, self.pending = self.pending[:length], self.pending[length:]
        self.transcript.update(taken)
        return taken

    def read_exactly(self, count):
        got = b""
        while len(got) < count:
            part = self.connection.recv(count - len(got))
            if not part:
                raise Ended()
            got += part
        return got
