"""Checks a statement and its receipt from public keys alone. Written from Docs/Protocol.md and the RFCs, sharing nothing
with the Swift code: cbor2 decodes, cryptography verifies Ed25519, the Merkle path is RFC 9162 section 2.1.3.2.

usage: check_receipt.py SENDER_KEY_LINE RECIPIENT_KEY_LINE STATEMENT_FILE RECEIPT_FILE
"""

import base64
import hashlib
import sys

import cbor2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

ALG, CONTENT_TYPE, KID, CLAIMS, TYP, VDS, VDP = 1, 3, 4, 15, 16, 395, 396
ISS, SUB, IAT, TREE_SIZE = 1, 2, 6, -65537
ED25519 = -19
STATEMENT = "application/vnd.hotline.statement+cose"
HEAD = "application/vnd.hotline.head+cose"


class Refused(Exception):
    pass


def need(condition, reason):
    if not condition:
        raise Refused(reason)


def key_line(text):
    name, key_id, blob = text.split("+", 2)
    raw = base64.b64decode(blob, validate=True)
    need(raw[0] == 1 and len(raw) == 33, "the key line is not of type Ed25519")
    expected = hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4].hex()
    need(key_id == expected, "the key id does not match")
    return name, Ed25519PublicKey.from_public_bytes(raw[1:])


def spki_digest(key):
    return hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).digest()


def open_sign1(data, kind):
    value = cbor2.loads(data)
    need(isinstance(value, cbor2.CBORTag) and value.tag == 18, "not a tagged COSE_Sign1")
    protected, unprotected, payload, signature = value.value
    header = cbor2.loads(protected)
    need(header[ALG] == ED25519, "the algorithm is not Ed25519 (-19)")
    need(header[TYP] == kind, "the object is of another type")
    return protected, header, unprotected, payload, signature


def verify_signature(key, protected, payload, signature):
    key.verify(signature, cbor2.dumps(["Signature1", protected, b"", payload]))


def root_of(leaf_hash, index, size, path):
    need(index < size, "the leaf is outside the tree")
    fn, sn, node = index, size - 1, leaf_hash
    for sibling in path:
        need(sn != 0, "the path is too long")
        if fn & 1 or fn == sn:
            node = hashlib.sha256(b"\x01" + sibling + node).digest()
            while not fn & 1 and fn != 0:
                fn, sn = fn >> 1, sn >> 1
        else:
            node = hashlib.sha256(b"\x01" + node + sibling).digest()
        fn, sn = fn >> 1, sn >> 1
    need(sn == 0, "the path is too short")
    return node


def main(arguments):
    (sender, sender_key), (recipient, recipient_key) = key_line(arguments[0]), key_line(arguments[1])
    statement, receipt = (open(path, "rb").read() for path in arguments[2:4])

    protected, header, unprotected, payload, signature = open_sign1(statement, STATEMENT)
    need(unprotected == {} and header[KID] == spki_digest(sender_key), "the statement names another key")
    need(header[CLAIMS][ISS] == sender, "the statement is from somebody else")
    need(header[CLAIMS][SUB].split("/")[:2] == [sender, recipient], "the statement is of another line")
    verify_signature(sender_key, protected, payload, signature)

    protected, header, unprotected, payload, signature = open_sign1(receipt, HEAD)
    need(payload is None and header[VDS] == 1, "not an RFC 9162 receipt")
    need(header[KID] == spki_digest(recipient_key), "the receipt names another key")
    owner, peer, _ = header[CLAIMS][SUB].split("/")
    need((owner, peer) == (recipient, sender), "the receipt is of another log")
    proofs = unprotected[VDP][-1]
    need(len(proofs) == 1, "one proof is expected")
    size, index, path = cbor2.loads(proofs[0])
    need(size == header[CLAIMS][TREE_SIZE], "the proof's size is not the signed one")
    leaf = hashlib.sha256(b"\x00" + statement).digest()
    verify_signature(recipient_key, protected, root_of(leaf, index, size, path), signature)
    print(f"verified: entry {index} of {size} in {header[CLAIMS][SUB]}, received {header[CLAIMS][IAT]}")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Exception as problem:  # any fault of the input is a refusal
        print(f"refused: {type(problem).__name__} {problem}", file=sys.stderr)
        sys.exit(1)
