internal import CBOR
internal import COSE
public import HotlineCrypto

/// The kinds of signed object of a line, as COSE `typ` values (RFC 9596), so that none verifies in another's place.
enum ObjectType {
    static let statement = "application/vnd.hotline.statement+cose"
    static let head = "application/vnd.hotline.head+cose"
    static let opening = "application/vnd.hotline.log+cose"
    static let erasure = "application/vnd.hotline.erasure+cose"
    /// The statement's content type (COSE header 3).
    static let statementPayload = "application/vnd.hotline.statement+cbor"
}

/// A statement in its COSE_Sign1 envelope, well formed, its signature not yet looked at.
public struct SignedStatement: Hashable, Sendable {
    /// The very bytes that were signed, sent and logged.
    public let bytes: [UInt8]
    /// What they say.
    public let statement: Statement
    /// SHA-256 of the bytes: what the next statement of the stream carries as `previous`.
    public let digest: Digest
    let envelope: Sign1

    /// Reads a statement; every bound is checked before anything is believed.
    public init(decoding bytes: [UInt8]) throws(StatementError) {
        guard bytes.count <= Limits.statementBytes else { throw .tooLarge }
        envelope = try Self.envelope(bytes)
        let header = envelope.header
        guard header.contentType == ObjectType.statementPayload, !header.hasMerkleProofs, header.claims.treeSize == nil
        else { throw .envelope("a label is missing or out of place") }
        guard let subject = Subject(header.claims.subject), header.claims.issuer == subject.sender.text else {
            throw .malformed("subject")
        }
        statement = try Statement(
            payload: envelope.payload, subject: subject, issuedAt: header.claims.issuedAt)
        self.bytes = bytes
        digest = Digest.sha256(bytes)
    }

    /// Signs a statement of one's own. What a reader would refuse is refused here, under the same name.
    init(signing statement: Statement, key: SigningKey) throws(StatementError) {
        let claims = COSEClaims(
            issuer: statement.sender.text, subject: statement.subject, issuedAt: statement.issuedAt, treeSize: nil)
        let header = COSEHeader(
            keyID: key.verifyingKey.keyID, type: ObjectType.statement, contentType: ObjectType.statementPayload,
            hasMerkleProofs: false, claims: claims)
        let envelope: Sign1
        do {
            envelope = try Sign1(signing: statement.payload.encoded(), header: header, key: key)
        } catch {
            throw .envelope("\(error)")
        }
        try self.init(decoding: envelope.encoded())
    }

    private static func envelope(_ bytes: [UInt8]) throws(StatementError) -> Sign1 {
        do {
            return try Sign1(decoding: bytes)
        } catch {
            throw .envelope("\(error)")
        }
    }
}

/// A statement whose signature and parties have been checked against pinned keys. Only checking makes one.
public struct VerifiedStatement: Hashable, Sendable {
    /// The statement with its bytes.
    public let signed: SignedStatement

    /// What it says.
    public var statement: Statement { signed.statement }

    /// Checks that `sender`, pinned, said this to `recipient`.
    public init(
        verifying signed: SignedStatement, sender: KeyLine, recipient: NodeName
    ) throws(StatementError) {
        guard signed.statement.sender == sender.name else { throw .wrongSender }
        #if HOTLINE_PLANTED
            let recipient = PlantedBug.recipientUnchecked.isActive ? signed.statement.recipient : recipient
        #endif
        guard signed.statement.recipient == recipient else { throw .wrongRecipient }
        do {
            try signed.envelope.verify(key: sender.key, type: ObjectType.statement)
        } catch {
            throw .badSignature
        }
        self.signed = signed
    }
}
