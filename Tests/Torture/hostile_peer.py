"""What a pinned peer says (Docs/Protocol.md): TLS with its own key, frames, HELLO, signed statements. Shares nothing with the
daemon's code. It keeps the rules until it is told to break one."""

import base64
import hashlib
import os
import socket
import ssl
import struct
import time
import uuid

import cbor2

HELLO, STATEMENT, CHUNK, RECEIPT, CHECKPOINT, CREDIT, PING, PONG, ERROR, BYE = 0, 1, 2, 3, 4, 6, 7, 8, 9, 10
CHUNK_BYTES = 16384
LOG_BEGAN = 1795298400
AGREEMENT = hashlib.sha256(cbor2.dumps({1: ["csirt", "nrrc", "officials"]})).digest()


def frame(*elements):
    content = cbor2.dumps(list(elements))
    return struct.pack("!I", len(content)) + content


class HostilePeer:
    """One connection of the peer at a time. Each session is of an epoch of its own, so the newest wins."""

    def __init__(self, target, identity, certificate, node_key_line, source="127.2.0.1"):
        self.target, self.identity, self.source = target, identity, source
        self.node, _, blob = node_key_line.split("+", 2)
        self.node_key = base64.b64decode(blob)[1:]
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self.context.check_hostname, self.context.verify_mode = False, ssl.CERT_NONE
        self.context.load_cert_chain(certificate)
        self.context.set_alpn_protocols(["hotline/1"])
        log = hashlib.sha256(self.identity.raw).digest()[:8]
        self.origin = f"{identity.name}/{self.node}/{log.hex()}"
        self.opening = identity.sign("log", self.origin, cbor2.dumps({
            1: identity.raw, 2: self.node_key, 3: log, 4: None, 5: None}), iat=LOG_BEGAN)
        root = hashlib.sha256(b"\0" + self.opening).digest()
        self.head = identity.sign("head", self.origin, root, {395: 1}, LOG_BEGAN, size=1)
        self.connection, self.pending, self.epoch = None, b"", os.urandom(16)

    def dial(self, timeout=10, buffer=None):
        plain = socket.socket()
        plain.settimeout(timeout)
        if buffer:
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        plain.bind((self.source, 0))
        plain.connect(self.target)
        self.connection, self.pending, self.transfer = self.context.wrap_socket(plain), b"", 0
        self.epoch, self.tails = os.urandom(16), {}
        return self.connection

    def hello(self, **changes):
        members = {1: 0, 2: [], 3: [512, 67125248], 4: self.identity.name, 5: self.epoch, 6: 1, 7: self.opening,
                   8: self.head, 10: [], 11: AGREEMENT, 12: int(time.time() * 1000)}
        return frame(HELLO, members | {int(key[1:]): value for key, value in changes.items()})

    def greet(self, **how):
        """Both HELLOs; gives the node's. What it holds of this peer's streams is where they go on."""
        self.dial(**how)
        self.send(self.hello())
        answer = self.next()
        if not answer or answer[0] != HELLO:
            raise ConnectionError(f"no HELLO but {answer}")
        self.tails = {(channel, level): digest for channel, level, _, _, digest in answer[1][10]}
        self.sequences = {}
        self.wait_for_pong()
        return answer[1]

    def wait_for_pong(self):
        """The node has judged the HELLO when it answers."""
        self.send(frame(PING, 1))
        while (answer := self.next()) is not None and answer[0] != PONG:
            pass
        if answer is None:
            raise ConnectionError("closed after HELLO")

    def statement(self, content, channel="csirt", level=0, size=None, signer=None):
        """The next statement of a stream with its salt; `size` where it is to name more than the content."""
        stream, salt = (channel, level), os.urandom(16)
        self.sequences[stream] = self.sequences.get(stream, 0) + 1
        digest = hashlib.sha256(salt + content).digest()
        value = (int(time.time() * 1000) << 80) | int.from_bytes(os.urandom(10), "big")
        message_id = uuid.UUID(int=value & ~(0xF << 76 | 0x3 << 62) | 0x7 << 76 | 0x2 << 62).bytes
        payload = {1: level, 2: self.epoch, 3: self.sequences[stream], 4: self.tails.get(stream, bytes(32)),
                   5: "message", 6: message_id, 7: AGREEMENT,
                   8: {1: digest, 2: len(content) if size is None else size, 3: "text/plain"}, 9: "TLP:AMBER"}
        subject = f"{self.identity.name}/{self.node}/{channel}"
        signed = (signer or self.identity).sign("statement", subject, cbor2.dumps(payload))
        self.tails[stream] = hashlib.sha256(signed).digest()
        return signed, salt

    def statement_frames(self, content, **where):
        signed, salt = self.statement(content, **where)
        self.transfer += 1
        yield frame(STATEMENT, signed, self.transfer, salt, content[:CHUNK_BYTES])
        for offset in range(CHUNK_BYTES, len(content), CHUNK_BYTES):
            yield frame(CHUNK, self.transfer, offset, content[offset:offset + CHUNK_BYTES])

    def send(self, data):
        self.connection.sendall(data)

    def next(self):
        """The next frame, decoded; nothing where the node has closed."""
        while len(self.pending) < 4 or len(self.pending) < 4 + int.from_bytes(self.pending[:4], "big"):
            try:
                part = self.connection.recv(65536)
            except (ConnectionError, ssl.SSLError):
                return None
            if not part:
                return None
            self.pending += part
        length = 4 + int.from_bytes(self.pending[:4], "big")
        taken, self.pending = self.pending[4:length], self.pending[length:]
        return cbor2.loads(taken)

    def farewell(self):
        """How the node ended the session: its error or bye, else that it closed or did not."""
        last = None
        try:
            while (one := self.next()) is not None:
                last = one
        except TimeoutError:
            return "still open"
        return {ERROR: "error ", BYE: "bye "}[last[0]] + last[1] if last and last[0] in (ERROR, BYE) else "closed"

    def close(self):
        if self.connection is not None:
            self.connection.close()
