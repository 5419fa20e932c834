"""A party's key, and objects signed by it: COSE_Sign1 as Docs/Protocol.md has them."""

import hashlib
import time

import cbor2
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

KINDS = {name: f"application/vnd.hotline.{name}+cose" for name in ("statement", "head", "log")}


class Identity:
    """A party's name and key."""

    def __init__(self, name, pem):
        self.name = name
        self.key = load_pem_private_key(pem, None)
        public = self.key.public_key()
        self.raw = public.public_bytes_raw()
        self.kid = hashlib.sha256(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).digest()

    def sign(self, kind, subject, payload, more=None, iat=None, size=None):
        claims = {1: self.name, 2: subject, 6: int(time.time()) if iat is None else iat}
        if size is not None:
            claims[-65537] = size
        header = {1: -19} | ({3: "application/vnd.hotline.statement+cbor"} if kind == "statement" else {}) | \
            {4: self.kid, 15: claims, 16: KINDS[kind]} | (more or {})
        protected = cbor2.dumps(header)
        signature = self.key.sign(cbor2.dumps(["Signature1", protected, b"", payload]))
        return cbor2.dumps(cbor2.CBORTag(18, [protected, {}, payload, signature]))
