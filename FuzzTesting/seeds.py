#!/usr/bin/env python3
"""Writes the first corpus of each fuzz target: what the documents print as test vectors, and a notice of RFC 8727.

    seeds.py CORPUS VECTORS

A vector goes to every target that takes bytes: what is an object for one is a near miss for another.
"""

import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
BINARY = ["cbor", "cose", "frame", "statement", "proof", "receipt", "head"]
TEXT = ["note", "checkpoint", "control", "iodef", "keyline"]

NOTICE = {
    "version": "2.0",
    "lang": "en",
    "Incident": [{
        "purpose": "reporting",
        "restriction": "green",
        "IncidentID": {"id": "492382", "name": "csirt.example.com"},
        "GenerationTime": "2015-07-18T09:00:00-05:00",
        "Contact": [{"type": "organization", "role": "creator", "Email": [{"EmailTo": "contact@csirt.example.com"}]}],
    }],
}
REQUESTS = [
    {"message_id": "01932f4e-9d2a-7c4b-8f00-0123456789ab", "to": "beta.example", "channel": "csirt",
     "precedence": "flash", "kind": "message", "tlp": "amber", "media_type": "text/plain", "body": "SGVsbG8="},
    {"officer": "A. Ivanova", "decision": "accepted", "note": "seen"},
    {"officer": "A. Ivanova", "note": "request 17"},
    {"key_line": "alpha.example+0fdbf2bc+AddamAG", "routes": ["192.0.2.1:7443"]},
    {"safety_number": "12345 67890"},
]


def vectors(name):
    """The fenced blocks of a document, by kind: lines of hexadecimal, or text."""
    text = (ROOT / "Docs" / name).read_text()
    for kind, label, block in re.findall(r"```(hex|text) (\S+)\n(.*?)```", text, re.S):
        yield kind, label, bytes.fromhex("".join(block.split())) if kind == "hex" else block.encode()


def write(folder, name, data):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)


def main(corpus, known):
    corpus, known = pathlib.Path(corpus), pathlib.Path(known)
    for document in ["Protocol.md", "Proof.md"]:
        for kind, label, data in vectors(document):
            write(known, label, data)
            for target in BINARY if kind == "hex" else TEXT:
                write(corpus / target, label, data)
    write(corpus / "iodef", "notice", json.dumps(NOTICE).encode())
    for number, request in enumerate(REQUESTS):
        write(corpus / "control", f"request-{number}", json.dumps(request).encode())


if __name__ == "__main__":
    main(*sys.argv[1:])
