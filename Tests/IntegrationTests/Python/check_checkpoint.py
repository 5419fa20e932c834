"""Checks a checkpoint and its cosignature from public keys alone. Written from the C2SP specifications signed-note v1.0.0,
tlog-checkpoint v1.0.0 and tlog-cosignature v1.0.1, sharing nothing with the Swift code: cryptography verifies Ed25519.

usage: check_checkpoint.py OWNER_KEY_LINE WITNESS_KEY_LINE NOTE_FILE
"""

import base64
import hashlib
import struct
import sys

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

NOTE, COSIGNATURE = 1, 4


class Refused(Exception):
    pass


def need(condition, reason):
    if not condition:
        raise Refused(reason)


def key_line(text):
    name, key_id, blob = text.split("+", 2)
    raw = base64.b64decode(blob, validate=True)
    need(raw[0] == 1 and len(raw) == 33, "the key line is not of type Ed25519")
    need(key_id == hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4].hex(), "the key id does not match")
    return name, raw[1:]


def key_id(name, kind, raw):
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + raw).digest()[:4]


def signatures(block):
    for line in block.decode().splitlines():
        dash, name, encoded = line.split(" ")
        need(dash == "\u2014", "a signature line does not begin with a dash")
        blob = base64.b64decode(encoded, validate=True)
        yield name, blob[:4], blob[4:]


def main(arguments):
    (owner, owner_key), (witness, witness_key) = key_line(arguments[0]), key_line(arguments[1])
    note = open(arguments[2], "rb").read()
    need(note.endswith(b"\n"), "the note does not end with a line feed")
    split = note.rindex(b"\n\n")
    text, block = note[: split + 1], note[split + 2 :]

    origin, size, root = text.decode().splitlines()
    need(origin.split("/")[:2] == [owner, witness], "the checkpoint is of another log")
    need(size == str(int(size)) and int(size) > 0, "the size is not canonical")
    need(len(base64.b64decode(root, validate=True)) == 32, "the root is not 32 bytes")

    found = {(name, key): rest for name, key, rest in signatures(block)}
    signature = found.get((origin, key_id(origin, NOTE, owner_key)))
    need(signature is not None, "the log's owner did not sign")
    Ed25519PublicKey.from_public_bytes(owner_key).verify(signature, text)

    cosignature = found.get((witness, key_id(witness, COSIGNATURE, witness_key)))
    need(cosignature is not None and len(cosignature) == 72, "the witness did not cosign")
    (time,) = struct.unpack(">Q", cosignature[:8])
    message = b"cosignature/v1\n" + b"time %d\n" % time + text
    Ed25519PublicKey.from_public_bytes(witness_key).verify(cosignature[8:], message)
    print(f"verified: {origin} has size {size}, cosigned by {witness} at {time}")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Exception as problem:  # any fault of the input is a refusal
        print(f"refused: {type(problem).__name__} {problem}", file=sys.stderr)
        sys.exit(1)
