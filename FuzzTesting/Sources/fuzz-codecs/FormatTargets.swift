internal import CBOR
internal import COSE
internal import FuzzSupport
internal import HotlineCrypto
internal import HotlineProtocol

/// What has one encoding only: whatever is taken is written again as the same bytes.
extension FuzzTarget {
    static let formats = [
        FuzzTarget(name: "cbor") { bytes in
            guard let value = try? CBORValue(decoding: bytes) else { return }
            require(value.encoded() == bytes, "CBOR has one encoding")
        },
        FuzzTarget(name: "cose") { bytes in
            if let envelope = try? Sign1(decoding: bytes) {
                require(envelope.encoded() == bytes, "a COSE_Sign1 has one encoding")
            }
            if let receipt = try? COSEReceipt(decoding: bytes) {
                require(receipt.encoded() == bytes, "a COSE Receipt has one encoding")
            }
        },
        FuzzTarget(name: "frame") { bytes in
            guard let frame = try? Frame(decoding: bytes) else { return }
            require(bytes.count <= Limits.frameBytes, "a frame is within its limit")
            // Unknown keys of a HELLO are passed over, so what is written again may be less; it is read as the same.
            require((try? Frame(decoding: frame.encoded())) == frame, "a frame is read back as it was written")
        },
        FuzzTarget(name: "statement") { bytes in
            guard let signed = try? SignedStatement(decoding: bytes) else { return }
            require(signed.bytes == bytes && bytes.count <= Limits.statementBytes, "a statement is its own bytes")
            let verified = try? VerifiedStatement(
                verifying: signed, sender: Parties.alpha, recipient: Parties.beta.name)
            require(verified == nil || Vectors.all.contains(bytes), "nobody but alpha says what alpha has not said")
        },
    ]
}
