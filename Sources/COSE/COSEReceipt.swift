import CBOR
public import HotlineCrypto

/// Evidence that statements are in a log: a receipt of RFC 9942, that is a COSE_Sign1 with tag 18 whose payload, the
/// root, is detached and whose unprotected header is `{396: {-1: [+ bstr .cbor inclusion]}}` and nothing else.
///
/// The root comes out of each proof and the statement's own bytes; ``attached(root:)`` then gives the signed head to
/// verify.
public struct COSEReceipt: Hashable, Sendable {
    /// The protected header, the same as the head's.
    public let header: COSEHeader
    /// The protected header as it was signed.
    public let protectedBytes: [UInt8]
    /// The proofs, 1 to 32, each for the signed tree size.
    public let inclusions: [MerkleInclusion]
    /// The signature over the root, 64 bytes.
    public let signature: [UInt8]

    /// Puts a receipt together from the header and the signature of a head.
    ///
    /// - Throws: ``COSEError`` for a header that is not that of a head, for a number of proofs or a proof that is out
    ///   of range, and for a proof of another size than the signed one.
    public init(header: COSEHeader, inclusions: [MerkleInclusion], signature: [UInt8]) throws(COSEError) {
        try header.check()
        try self.init(
            header: header, protectedBytes: header.encoded(), checking: inclusions, signature: signature)
    }

    /// Puts a receipt together from a signed head: the same header and signature, proofs in place of the root.
    ///
    /// - Throws: ``COSEError`` as ``init(header:inclusions:signature:)``.
    public init(head: Sign1, inclusions: [MerkleInclusion]) throws(COSEError) {
        try self.init(
            header: head.header, protectedBytes: head.protectedBytes, checking: inclusions, signature: head.signature)
    }

    /// Reads a receipt of at most ``COSELimits/maximumReceiptBytes`` and checks its form, neither proofs nor signature.
    ///
    /// - Throws: ``COSEError`` with the first fault.
    public init(decoding bytes: [UInt8]) throws(COSEError) {
        let envelope = try COSEEnvelope(decoding: bytes, maximumBytes: COSELimits.maximumReceiptBytes)
        let header = try COSEHeader(decoding: envelope.protectedBytes)
        guard envelope.payload == nil else { throw .payloadPresent }
        try self.init(
            header: header, protectedBytes: envelope.protectedBytes,
            checking: try Self.inclusions(of: envelope.unprotected), signature: envelope.signature)
    }

    private init(
        header: COSEHeader, protectedBytes: [UInt8], checking inclusions: [MerkleInclusion], signature: [UInt8]
    ) throws(COSEError) {
        guard header.hasMerkleProofs else { throw .missingLabel(COSELabel.dataStructure) }
        guard signature.count == COSEConstant.signatureBytes else { throw .signatureLength }
        guard (1...COSELimits.maximumProofs).contains(inclusions.count) else { throw .proofCount }
        for inclusion in inclusions {
            try inclusion.check()
            guard inclusion.treeSize == header.claims.treeSize else { throw .treeSizeMismatch }
        }
        self.header = header
        self.protectedBytes = protectedBytes
        self.inclusions = inclusions
        self.signature = signature
    }
}

extension COSEReceipt {
    /// The receipt in deterministic CBOR: the very bytes it was decoded from.
    public func encoded() -> [UInt8] {
        let proofs = CBORValue.array(inclusions.map { .bytes($0.encoded()) })
        let unprotected: CBORMap = [.init(COSELabel.proofs): .map([.init(COSEConstant.inclusionProofs): proofs])]
        return COSEEnvelope(
            protectedBytes: protectedBytes, unprotected: unprotected, payload: nil, signature: signature
        ).encoded()
    }

    /// The signed head that this receipt stands on if the proofs lead to this root: the same header and signature
    /// with the root attached. One verification of it serves all proofs.
    public func attached(root: Digest) -> Sign1 {
        Sign1(header: header, protectedBytes: protectedBytes, payload: root.bytes, signature: signature)
    }

    /// Reads the unprotected header of a receipt.
    private static func inclusions(of unprotected: CBORMap) throws(COSEError) -> [MerkleInclusion] {
        guard unprotected.count == 1, let proofs = unprotected[COSELabel.proofs]?.asMap, proofs.count == 1,
            let elements = proofs[COSEConstant.inclusionProofs]?.asArray
        else { throw .unprotectedHeader }
        guard elements.count <= COSELimits.maximumProofs else { throw .proofCount }
        var inclusions: [MerkleInclusion] = []
        for element in elements {
            guard let bytes = element.asBytes else { throw .malformedProof }
            inclusions.append(try MerkleInclusion(decoding: bytes))
        }
        return inclusions
    }
}
