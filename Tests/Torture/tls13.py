"""The bytes and keys of TLS 1.3 (RFC 8446), for what no library would say: one suite, one group, Ed25519."""

import hashlib
import hmac
import os
import struct

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

CCS, ALERT, HANDSHAKE, DATA = 20, 21, 22, 23
CLIENT_HELLO, CERTIFICATE, CERTIFICATE_VERIFY, FINISHED, KEY_UPDATE = 1, 11, 15, 20, 24
ED25519, ECDSA = 0x0807, 0x0403
SIGNED_BY_CLIENT = b" " * 64 + b"TLS 1.3, client CertificateVerify\0"
EMPTY = hashlib.sha256(b"").digest()


def record(kind, content, version=0x0303):
    return struct.pack("!BHH", kind, version, len(content)) + content


def message(kind, content):
    return bytes([kind]) + len(content).to_bytes(3, "big") + content


def extension(number, content):
    return struct.pack("!HH", number, len(content)) + content


def vector(width, content):
    return len(content).to_bytes(width, "big") + content


def client_hello(share, alpn="hotline/1", more=b""):
    extensions = extension(43, b"\x02\x03\x04") + extension(10, vector(2, b"\x00\x1d")) + \
        extension(13, vector(2, b"\x08\x07")) + extension(51, vector(2, b"\x00\x1d" + vector(2, share))) + more
    if alpn:
        extensions += extension(16, vector(2, vector(1, alpn.encode())))
    return message(CLIENT_HELLO, b"\x03\x03" + os.urandom(32) + vector(1, os.urandom(32)) + vector(2, b"\x13\x01") +
                   b"\x01\x00" + vector(2, extensions))


def extract(salt, secret):
    return hmac.digest(salt, secret, "sha256")


def expand(secret, label, context, length):
    info = struct.pack("!H", length) + vector(1, b"tls13 " + label) + vector(1, context) + b"\x01"
    return hmac.digest(secret, info, "sha256")[:length]


class Keys:
    """One direction's traffic keys."""

    def __init__(self, secret):
        self.secret, self.count = secret, 0
        self.aead = AESGCM(expand(secret, b"key", b"", 16))
        self.iv = int.from_bytes(expand(secret, b"iv", b"", 12), "big")

    def nonce(self):
        self.count += 1
        return (self.iv ^ (self.count - 1)).to_bytes(12, "big")

    def seal(self, kind, content):
        head = struct.pack("!BHH", DATA, 0x0303, len(content) + 17)
        return head + self.aead.encrypt(self.nonce(), content + bytes([kind]), head)

    def open(self, head, content):
        plain = self.aead.decrypt(self.nonce(), content, head).rstrip(b"\0")
        return plain[-1], plain[:-1]

    def updated(self):
        return Keys(expand(self.secret, b"traffic upd", b"", 32))
