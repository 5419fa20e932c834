"""Checks an exported directory from public keys alone. Written from Docs/Export.md, Docs/Protocol.md and the C2SP documents,
sharing nothing with the Swift code.

The root is computed twice, from the entries and from the tiles; it must be that of the checkpoint, whose note the log's owner
signed. Every statement's signature, every receipt and every body is checked too. Where a cosignature by the peer is there, in
the checkpoint or in the history, it must verify.

usage: check_export.py OWNER_KEY_LINE PEER_KEY_LINE DIR [LOG_ID]
"""

import base64
import hashlib
import os
import sys

import cbor2
from check_receipt import (CLAIMS, HEAD, KID, STATEMENT, SUB, TREE_SIZE, VDP, ISS, Refused, key_line, need, open_sign1,
                           root_of, spki_digest, verify_signature)

WIDTH = 256


def sha(data):
    return hashlib.sha256(data).digest()


def number(index):
    groups = [f"{index % 1000:03d}"]
    while index >= 1000:
        index //= 1000
        groups.insert(0, f"x{index % 1000:03d}")
    return "/".join(groups)


def numbered(directory, folder, count):
    """The files of a folder that holds so many things, with the width of each."""
    for index in range((count + WIDTH - 1) // WIDTH):
        width = min(WIDTH, count - index * WIDTH)
        name = number(index) + ("" if width == WIDTH else f".p/{width}")
        with open(os.path.join(directory, folder, name), "rb") as file:
            yield width, file.read()


def sealed(data):
    total, content = cbor2.loads(data)
    need(sha(content) == total, "a file does not have its sum")
    return cbor2.loads(content)


def tree_root(hashes):
    """RFC 9162 section 2.1.1, from the hashes of complete subtrees of one size."""
    if not hashes:
        return sha(b"")
    if len(hashes) == 1:
        return hashes[0]
    middle = 1 << (len(hashes) - 1).bit_length() - 1
    return sha(b"\x01" + tree_root(hashes[:middle]) + tree_root(hashes[middle:]))


def entries_of(directory, size):
    entries = []
    for width, data in numbered(directory, "tile/entries", size):
        count = 0
        while data:
            length = int.from_bytes(data[:2], "big")
            need(len(data) >= 2 + length, "a bundle ends within an entry")
            entries.append(data[2:2 + length])
            data = data[2 + length:]
            count += 1
        need(count == width, "a bundle has another number of entries than its name says")
    return entries


def check_tiles(directory, leaves):
    """Each tile of each level, against the level below."""
    level, hashes = 0, leaves
    while hashes:
        stored = []
        for width, data in numbered(directory, f"tile/{level}", len(hashes)):
            need(len(data) == 32 * width, "a tile has another width than its name says")
            stored += [data[i:i + 32] for i in range(0, len(data), 32)]
        need(stored == hashes, f"the tiles of level {level} are not the hashes of the level below")
        hashes = [tree_root(hashes[i:i + WIDTH]) for i in range(0, len(hashes) // WIDTH * WIDTH, WIDTH)]
        level += 1


def check_note(note, origin, owner_key, peer, peer_key):
    """A checkpoint: its size and root, and how many cosignatures of the peer are valid."""
    text, _, lines = note.decode().rpartition("\n\n")
    text += "\n"
    rows = text.split("\n")
    need(len(rows) == 4 and rows[0] == origin, "the checkpoint is of another log")
    signed, cosigned = 0, 0
    for line in lines.strip("\n").split("\n"):
        dash, name, blob = line.split(" ")
        need(dash == "\u2014", "a signature line begins with something else")
        raw = base64.b64decode(blob, validate=True)
        if name == origin and raw[:4] == key_id(origin, 1, owner_key):
            owner_key.verify(raw[4:], text.encode())
            signed += 1
        elif name == peer and raw[:4] == key_id(peer, 4, peer_key):
            time = int.from_bytes(raw[4:12], "big")
            peer_key.verify(raw[12:], f"cosignature/v1\ntime {time}\n".encode() + text.encode())
            cosigned += 1
    need(signed == 1, "the log's owner did not sign the checkpoint")
    return int(rows[1]), base64.b64decode(rows[2], validate=True), cosigned


def key_id(name, kind, key):
    return sha(name.encode() + b"\n" + bytes([kind]) + key.public_bytes_raw())[:4]


def check_statement(entry, row, names, keys, body_file):
    protected, header, unprotected, payload, signature = open_sign1(entry, STATEMENT)
    sender = 0 if header[CLAIMS][ISS] == names[0] else 1
    need(header[CLAIMS][SUB].split("/")[:2] == [names[sender], names[1 - sender]], "a statement of another line")
    need(header[KID] == spki_digest(keys[sender]) and unprotected == {}, "a statement names another key")
    verify_signature(keys[sender], protected, payload, signature)
    need(row[0] == (sender == 0) and row[5] == sha(entry), "the index tells of another statement")
    if row[17]:
        descriptor = cbor2.loads(payload)[8]
        with open(body_file(descriptor[1].hex()), "rb") as file:
            body = file.read()
        need(sha(body) == descriptor[1] and len(body) == 16 + descriptor[2], "a body is not the one named")
    if row[14] is not None:
        check_receipt(entry, row[14], names, keys)
    return row[17], row[14] is not None


def check_receipt(entry, receipt, names, keys):
    protected, header, unprotected, payload, signature = open_sign1(receipt, HEAD)
    need(payload is None and header[KID] == spki_digest(keys[1]), "a receipt names another key")
    need(header[CLAIMS][SUB].split("/")[:2] == [names[1], names[0]], "a receipt of another log")
    size, index, path = cbor2.loads(unprotected[VDP][-1][0])
    need(size == header[CLAIMS][TREE_SIZE], "a proof's size is not the signed one")
    verify_signature(keys[1], protected, root_of(sha(b"\x00" + entry), index, size, path), signature)


def main(arguments):
    (owner, owner_key), (peer, peer_key) = key_line(arguments[0]), key_line(arguments[1])
    top = arguments[2]
    with open(os.path.join(top, "export.cbor"), "rb") as file:
        manifest = sealed(file.read())
    need(manifest[1] == "hotline-export" and manifest[2] == 1, "no export of version 1")
    log_id = arguments[3] if len(arguments) > 3 else manifest[3][-1]
    directory = os.path.join(top, log_id)
    with open(os.path.join(directory, "log.cbor"), "rb") as file:
        log = sealed(file.read())
    need(log[1] == f"{owner}/{peer}/{log_id}", "the log is another line's")
    with open(os.path.join(directory, "checkpoint"), "rb") as file:
        size, root, cosigned = check_note(file.read(), log[1], owner_key, peer, peer_key)
    need(size == log[4], "the checkpoint is not of the newest head")
    entries = entries_of(directory, size)
    leaves = [sha(b"\x00" + entry) for entry in entries]
    need(tree_root(leaves) == root, "the entries do not give the checkpoint's root")
    check_tiles(directory, leaves)

    rows, bodies, receipts = [], 0, 0
    for _, data in numbered(directory, "index", size):
        types, some, heads = sealed(data)
        rows += zip(types, some)
        for head_size, head_root, _ in heads:
            need(tree_root(leaves[:head_size]) == head_root, "a head is not of this log")
    for (kind, row), entry in zip(rows, entries):
        need((kind == 1) == (row is not None), "a statement has no row")
        if row is not None:
            body, receipt = check_statement(
                entry, row, (owner, peer), (owner_key, peer_key),
                lambda digest: os.path.join(top, "body", digest[:2], digest))
            bodies, receipts = bodies + body, receipts + receipt
    for origin, count in log[10]:
        for _, data in numbered(directory, f"history/{origin.split('/')[2]}", count):
            for at, note_root, note, *_ in sealed(data):
                own = origin.split("/")[0] == owner
                keys = (owner_key, peer, peer_key) if own else (peer_key, owner, owner_key)
                note_size, signed_root, valid = check_note(note, origin, *keys)
                need((note_size, signed_root) == (at, note_root), "a note of the history is another one")
                need(not own or origin != log[1] or tree_root(leaves[:at]) == note_root, "a checkpoint is not of this log")
                cosigned += valid
    print(f"verified: {size} entries of {log[1]}, {receipts} receipts, {bodies} bodies, {cosigned} cosignatures")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Exception as problem:  # any fault of the input is a refusal
        print(f"refused: {type(problem).__name__} {problem}", file=sys.stderr)
        sys.exit(1)
