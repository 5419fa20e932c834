"""Checks a proof file from public keys alone. Written from Docs/Proof.md, Docs/Protocol.md and the specifications that they
name, sharing nothing with the Swift code: cbor2 decodes, cryptography verifies Ed25519, pycose (where it is there) verifies
each COSE_Sign1 once more.

usage: check_proof.py PROOF_FILE KEY_LINE...
"""

import base64
import hashlib
import sys

import cbor2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from check_receipt import (
    CLAIMS, HEAD, IAT, ISS, KID, STATEMENT, SUB, TREE_SIZE, VDP, VDS, key_line, need, open_sign1, root_of, spki_digest,
    verify_signature,
)

RECEIPTS = 394
VERSION, MESSAGE, ANSWERS, KEY_LINES = 1, 2, 3, 4
ITEM_STATEMENT, ITEM_TLOG_PROOF, ITEM_BODY = 1, 2, 3
KIND, MESSAGE_ID, BODY, IN_REPLY_TO, DETAILS = 5, 6, 8, 10, 12
DECISION, OFFICER, CODE = 1, 2, 3
BODY_DIGEST, BODY_SIZE = 1, 2


def pycose_verifies(key, data, detached=None):
    """The same signature by other code; None where pycose is not there."""
    try:
        from pycose.algorithms import CoseAlgorithm, EdDSA
        from pycose.keys import OKPKey
        from pycose.keys.curves import Ed25519 as Curve
        from pycose.messages import Sign1Message
    except ImportError:
        return None

    try:
        @CoseAlgorithm.register_attribute()
        class Ed25519(EdDSA):  # RFC 9864: EdDSA with the curve in the number
            identifier = -19
            fullname = "ED25519"
    except ValueError:
        pass  # registered by an earlier call
    tag = cbor2.loads(data)
    message = Sign1Message.from_cose_obj(tag.value, allow_unknown_attributes=True)
    message.key = OKPKey(crv=Curve, x=key.public_bytes(Encoding.Raw, PublicFormat.Raw))
    return message.verify_signature(detached_payload=detached) if detached is not None else message.verify_signature()


def check_with_pycose(counts, key, data, detached=None):
    verdict = pycose_verifies(key, data, detached)
    need(verdict in (None, True), "pycose does not verify the signature")
    counts["pycose"] += verdict is True


def take_receipts_out(data):
    """RFC 9943: the receipts stand in the unprotected header of a copy; the signed bytes have an empty one."""
    tag = cbor2.loads(data)
    need(isinstance(tag, cbor2.CBORTag) and tag.tag == 18, "not a tagged COSE_Sign1")
    protected, unprotected, payload, signature = tag.value
    need(set(unprotected) <= {RECEIPTS}, "the unprotected header holds more than receipts")
    bare = cbor2.dumps(cbor2.CBORTag(18, [protected, {}, payload, signature]), canonical=True)
    return bare, unprotected.get(RECEIPTS, [])


def check_statement(keys, counts, data):
    protected, header, unprotected, payload, signature = open_sign1(data, STATEMENT)
    sender, recipient, channel = header[CLAIMS][SUB].split("/")
    need(unprotected == {} and header[CLAIMS][ISS] == sender, "the statement is from somebody else")
    need(header[KID] == spki_digest(keys[sender]), "the statement names another key")
    verify_signature(keys[sender], protected, payload, signature)
    check_with_pycose(counts, keys[sender], data)
    return sender, recipient, channel, header[CLAIMS][IAT], cbor2.loads(payload)


def check_receipt(keys, counts, parties, statement, data):
    protected, header, unprotected, payload, signature = open_sign1(data, HEAD)
    need(payload is None and header[VDS] == 1, "not an RFC 9942 receipt")
    owner, peer, _ = header[CLAIMS][SUB].split("/")
    need({owner, peer} == set(parties) and header[CLAIMS][ISS] == owner, "the receipt is of another log")
    need(header[KID] == spki_digest(keys[owner]), "the receipt names another key")
    proofs = unprotected[VDP][-1]
    need(len(proofs) == 1, "one proof is expected")
    size, index, path = cbor2.loads(proofs[0])
    need(size == header[CLAIMS][TREE_SIZE], "the proof's size is not the signed one")
    root = root_of(hashlib.sha256(b"\x00" + statement).digest(), index, size, path)
    verify_signature(keys[owner], protected, root, signature)
    check_with_pycose(counts, keys[owner], data, detached=root)
    print(f"  receipt: {owner} had it as entry {index} of {size} at {header[CLAIMS][IAT]}")


def note_key_id(name, kind, key):
    raw = key.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + raw).digest()[:4]


def check_tlog_proof(keys, parties, statement, text):
    """c2sp.org/tlog-proof@v1 with a tlog-checkpoint, a signed-note signature and at most one tlog-cosignature."""
    head, note = text.split("\n\n", 1)
    lines = head.split("\n")
    need(lines[0] == "c2sp.org/tlog-proof@v1" and lines[1].startswith("index "), "not a tlog-proof")
    index, path = int(lines[1][6:]), [base64.b64decode(line, validate=True) for line in lines[2:]]
    body, signatures = note.rsplit("\n\n", 1)
    body += "\n"
    origin, size, root = body.splitlines()
    owner, peer, _ = origin.split("/")
    need({owner, peer} == set(parties), "the checkpoint is of another log")
    leaf = hashlib.sha256(b"\x00" + statement).digest()
    need(root_of(leaf, index, int(size), path) == base64.b64decode(root), "the path does not lead to the root")
    seen = []
    for line in signatures.splitlines():
        dash, name, blob = line.split(" ")
        blob = base64.b64decode(blob, validate=True)
        need(dash == "\u2014", "not a signature line")
        if name == origin:
            need(blob[:4] == note_key_id(origin, 1, keys[owner]), "the log's line names another key")
            keys[owner].verify(blob[4:], body.encode())
        else:
            need(name == peer and blob[:4] == note_key_id(peer, 4, keys[peer]), "a line of a stranger")
            time = int.from_bytes(blob[4:12], "big")
            keys[peer].verify(blob[12:], f"cosignature/v1\ntime {time}\n".encode() + body.encode())
        seen.append(name)
    need(seen and seen[0] == origin and len(seen) == len(set(seen)), "the log's own signature is missing")
    print(f"  checkpoint: entry {index} of {size} in {origin}, signed by {', '.join(seen)}")


def check_body(payload, body):
    salt, content = body
    named = payload[BODY]
    need(len(salt) == 16 and len(content) == named[BODY_SIZE], "the content has another size")
    need(hashlib.sha256(salt + content).digest() == named[BODY_DIGEST], "the content is another one")
    print(f"  content: {len(content)} bytes")


def check_item(keys, counts, item):
    need(set(item) <= {ITEM_STATEMENT, ITEM_TLOG_PROOF, ITEM_BODY}, "an item has a member that is not known")
    statement, receipts = take_receipts_out(item[ITEM_STATEMENT])
    sender, recipient, channel, issued_at, payload = check_statement(keys, counts, statement)
    print(f"{sender} said to {recipient} in {channel} at {issued_at}: {payload[KIND]} {payload[MESSAGE_ID].hex()}")
    for receipt in receipts:
        check_receipt(keys, counts, (sender, recipient), statement, receipt)
    if ITEM_TLOG_PROOF in item:
        check_tlog_proof(keys, (sender, recipient), statement, item[ITEM_TLOG_PROOF])
    if ITEM_BODY in item:
        check_body(payload, item[ITEM_BODY])
    return sender, recipient, payload


def main(arguments):
    keys = dict(key_line(text) for text in arguments[1:])
    data = open(arguments[0], "rb").read()
    file = cbor2.loads(data)
    need(cbor2.dumps(file, canonical=True) == data, "not in deterministic encoding")
    need(file[VERSION] == 1 and set(file) <= {VERSION, MESSAGE, ANSWERS, KEY_LINES}, "not a proof file of version 1")
    counts = {"pycose": 0}
    sender, recipient, message = check_item(keys, counts, file[MESSAGE])
    for item in file.get(ANSWERS, []):
        by, to, answer = check_item(keys, counts, item)
        need((by, to) == (recipient, sender), "an answer of somebody else")
        need(answer[IN_REPLY_TO] == message[MESSAGE_ID], "an answer to another message")
        details = answer[DETAILS]
        print(f"  decision: {details.get(DECISION, details.get(CODE))} by {details.get(OFFICER, 'the node')!r}")
    print(f"proven; pycose agreed on {counts['pycose']} signatures")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Exception as problem:  # any fault of the input is a refusal
        print(f"refused: {type(problem).__name__} {problem}", file=sys.stderr)
        sys.exit(1)
