"""One line's logs as one side exported them, verified from the raw bytes up: sums, tiles, roots, signatures, bodies, receipts.
Written from Docs/Export.md and Docs/Protocol.md; shares nothing with the Swift code."""

import os
import sys

import cbor2

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../IntegrationTests/Python"))
from check_export import check_note, check_tiles, entries_of, numbered, sealed, sha  # noqa: E402
from check_receipt import (CLAIMS, HEAD, ISS, KID, STATEMENT, SUB, TREE_SIZE, VDP, VDS, need, open_sign1, root_of,  # noqa: E402
                           spki_digest, verify_signature)

IS_OPENING, IS_STATEMENT, IS_HEAD, IS_ERASURE = 0, 1, 2, 3
OPENING, ERASURE = "application/vnd.hotline.log+cose", "application/vnd.hotline.erasure+cose"
DELIVERED, REFUSED = 0, 1


class Tree:
    """RFC 9162: the root at any size, from the hashes of all complete subtrees."""

    def __init__(self, leaves):
        self.levels = [leaves]
        while len(self.levels[-1]) > 1:
            below = self.levels[-1]
            self.levels.append([sha(b"\x01" + below[i] + below[i + 1]) for i in range(0, len(below) - 1, 2)])

    def root(self, size):
        peaks, start = [], 0
        for level in reversed(range(len(self.levels))):
            if size >> level & 1:
                peaks.append(self.levels[level][start >> level])
                start += 1 << level
        result = peaks.pop() if peaks else sha(b"")
        while peaks:
            result = sha(b"\x01" + peaks.pop() + result)
        return result


def as_id(data):
    text = data.hex()
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


class Statement:
    """A statement with what the exporting side says of it."""

    def __init__(self, log, index, entry, row, header, payload):
        sender, recipient, self.channel = header[CLAIMS][SUB].split("/")
        self.log, self.index, self.entry, self.digest, self.own = log, index, entry, sha(entry), row[0]
        self.sender, self.recipient, self.precedence = sender, recipient, payload[1]
        self.epoch, self.sequence, self.before = payload[2], payload[3], payload[4]
        self.kind, self.identifier, self.body = payload[5], as_id(payload[6]), payload[8]
        self.outcome, self.receipt, self.has_body = row[10], row[14], row[17]
        self.former_receipts = (row[18] or [])[::2]


class Side:
    """All that one side exported of the line."""

    def __init__(self, top, owner, peer, keys, verified):
        self.top, self.owner, self.peer, self.keys, self.verified = top, owner, peer, keys, verified
        with open(os.path.join(top, "export.cbor"), "rb") as file:
            manifest = sealed(file.read())
        need(manifest[1] == "hotline-export" and manifest[2] == 1, "no export of version 1")
        self.heads = {}   # (origin, size): roots that this side holds as signed by either
        self.logs = [Log(self, log_id) for log_id in manifest[3]]

    def statements(self):
        return [statement for log in self.logs for statement in log.statements]

    def hold(self, origin, size, root):
        self.heads.setdefault((origin, size), set()).add(root)

    def content(self, statement):
        """The content, which must be what the statement names."""
        digest = statement.body[1]
        with open(os.path.join(self.top, "body", digest.hex()[:2], digest.hex()), "rb") as file:
            data = file.read()
        need(sha(data) == digest and len(data) == 16 + statement.body[2], "a body is not the one named")
        return data[16:]

    def verify(self, name, data, kind):
        """Header and payload of a signed object; its signature is verified once, also where both sides have it."""
        protected, header, unprotected, payload, signature = open_sign1(data, kind)
        need(header[CLAIMS][ISS] == name and header[KID] == spki_digest(self.keys[name]), "signed by somebody else")
        if data not in self.verified:
            need(unprotected == {}, "a logged object has something unsigned")
            verify_signature(self.keys[name], protected, payload, signature)
            self.verified.add(data)
        return header, payload


class Log:
    def __init__(self, side, log_id):
        self.side, self.directory = side, os.path.join(side.top, log_id)
        with open(os.path.join(self.directory, "log.cbor"), "rb") as file:
            about = sealed(file.read())
        self.origin, self.size, self.succeeded, self.stopped = about[1], about[4], about[11], about.get(8)
        need(self.origin == f"{side.owner}/{side.peer}/{log_id}", "the log is another line's")
        self.entries = entries_of(self.directory, self.size)
        leaves = [sha(b"\x00" + entry) for entry in self.entries]
        check_tiles(self.directory, leaves)
        self.tree = Tree(leaves)
        self.statements = list(self.read_index())
        self.read_notes(about)

    def read_index(self):
        index = 0
        for _, data in numbered(self.directory, "index", self.size):
            types, rows, heads = sealed(data)
            for size, root, _ in heads:
                need(self.tree.root(size) == root, "a head is not of this log")
            for kind, row in zip(types, rows):
                if statement := self.read_entry(index, kind, row):
                    yield statement
                index += 1
        need(index == self.size, "the index has another number of entries")

    def read_entry(self, index, kind, row):
        """Verifies an entry as what the index says it is; the statement where it is one."""
        need((kind == IS_OPENING) == (index == 0), f"type {kind} at index {index}")
        if kind == IS_STATEMENT:
            return self.statement(index, row)
        need(kind in (IS_OPENING, IS_HEAD, IS_ERASURE), f"an entry of type {kind}")
        if kind == IS_HEAD:
            return self.take_head(self.entries[index])
        header, payload = self.side.verify(self.side.owner, self.entries[index], OPENING if index == 0 else ERASURE)
        if kind == IS_OPENING:
            need(header[CLAIMS][SUB] == self.origin, "entry 0 is another log's")
            self.check_opening(cbor2.loads(payload))
        return None

    def check_opening(self, opening):
        """The pinned keys and this log's id; the log before it is judged with the heads."""
        keys = [self.side.keys[name].public_bytes_raw() for name in (self.side.owner, self.side.peer)]
        need([opening[1], opening[2]] == keys, "entry 0 names other keys")
        need(opening[3].hex() == self.origin.split("/")[2], "entry 0 names another log")

    def statement(self, index, row):
        sender = self.side.owner if row[0] else self.side.peer
        header, payload = self.side.verify(sender, self.entries[index], STATEMENT)
        statement = Statement(self, index, self.entries[index], row, header, cbor2.loads(payload))
        other = self.side.peer if row[0] else self.side.owner
        need((statement.sender, statement.recipient) == (sender, other), "a statement of another line")
        return statement

    def take_head(self, entry):
        header, root = self.side.verify(self.side.peer, entry, HEAD)
        need(header[CLAIMS][SUB].split("/")[:2] == [self.side.peer, self.side.owner], "a head of another line")
        self.side.hold(header[CLAIMS][SUB], header[CLAIMS][TREE_SIZE], root)

    def read_notes(self, about):
        for origin, count in about[10]:
            name, other = origin.split("/")[:2]
            for _, data in numbered(self.directory, f"history/{origin.split('/')[2]}", count):
                for _, _, note, *_ in sealed(data):
                    size, root, _ = check_note(note, origin, self.side.keys[name], other, self.side.keys[other])
                    self.side.hold(origin, size, root)


def verify_receipt(statement, receipt, sides, verified):
    """A receipt that the sender holds, signed by the recipient: the log of the recipient that it names, the size, the index."""
    protected, header, unprotected, payload, signature = open_sign1(receipt, HEAD)
    recipient, key = statement.recipient, sides[statement.sender].keys[statement.recipient]
    need(payload is None and header[VDS] == 1 and header[KID] == spki_digest(key), "a receipt names another key")
    origin = header[CLAIMS][SUB]
    need(header[CLAIMS][ISS] == recipient, "a receipt by somebody else")
    need(origin.split("/")[:2] == [recipient, statement.sender], "a receipt of another log")
    size, index, path = cbor2.loads(unprotected[VDP][-1][0])
    need(size == header[CLAIMS][TREE_SIZE], "a proof's size is not the signed one")
    root = root_of(sha(b"\x00" + statement.entry), index, size, path)
    if (protected, root, signature) not in verified:
        verify_signature(key, protected, root, signature)
        verified.add((protected, root, signature))
    sides[statement.sender].hold(origin, size, root)
    log = next((log for log in sides[recipient].logs if log.origin == origin), None)
    need(log is not None, f"a receipt of {origin}, which {recipient} does not have")
    return log, size, index


def certain_size(log, successor, held):
    """How far a log is the one that its peer has seen: whole; or, where it was rolled back and another follows, up to the
    first head that the peer holds and this one does not have. What was appended after the restore was told to nobody, and
    the log that follows must name a head that the peer holds. None where that is not so: a fork that nobody noticed."""
    seen = {size: size <= log.size and roots == {log.tree.root(size)} for (origin, size), roots in held.items()
            if origin == log.origin}
    wrong = [size for size, is_right in seen.items() if not is_right]  # another root, or beyond the log's end
    if not wrong:
        return log.size
    if successor is None or not log.succeeded or any(seen[size] for size in seen if size > min(wrong)):
        return None
    before = cbor2.loads(cbor2.loads(successor.entries[0]).value[2])[4]
    if before is None or before[0] != log.origin or held.get((before[0], before[1])) != {before[2]}:
        return None
    return min(min(wrong) - 1, log.size)
