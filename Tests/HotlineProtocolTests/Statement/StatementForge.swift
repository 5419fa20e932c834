import CBOR
import COSE
import HotlineCrypto
import HotlineTestSupport

@testable import HotlineProtocol

/// Makes statements that no ledger would make: the payload and the envelope are open to change, and the signature is
/// genuine.
struct StatementForge {
    let alpha: TestIdentity
    let beta: TestIdentity
    /// What the forge begins with: a statement of alpha to beta with every member.
    let statement: Statement

    init() throws {
        alpha = try TestIdentity.alpha()
        beta = try TestIdentity.beta()
        var details = try Sample.need(StatementDetails(decision: .accepted, officer: "Duty officer Ä"))
        details.code = "unknown-kind"
        let body = try Sample.body(Array("content".utf8))
        statement = Statement(
            sender: alpha.line.name, recipient: beta.line.name, stream: try Sample.stream("csirt", .flash),
            ordinal: try Sample.need(Ordinal(epoch: Sample.epoch(7), sequence: 3)), previous: Digest.sha256([1]),
            kind: .message, messageID: try Sample.messageID(1), agreement: Agreement.builtIn.digest,
            body: try Sample.need(
                BodyDescriptor(digest: body.digest, size: 7, mediaType: "text/plain", language: "en")),
            tlp: .amberStrict, inReplyTo: try Sample.messageID(2), acknowledgeBy: 1800, details: details,
            issuedAt: Sample.time.seconds, isUnderstood: true)
    }

    /// The statement as alpha signs it.
    func signed() throws -> SignedStatement { try SignedStatement(signing: statement, key: alpha.key) }

    /// The bytes with one member of the payload set, or taken out where the value is nil.
    func bytes(setting key: CBORValue, to value: CBORValue?) throws -> [UInt8] {
        var map = try Sample.need(statement.payload.asMap)
        map[key] = value
        return try bytes(payload: .map(map))
    }

    /// The bytes with one member of the body map set, or taken out where the value is nil.
    func bytes(settingBody key: Int, to value: CBORValue?) throws -> [UInt8] {
        var body = try Sample.need(statement.body.cbor.asMap)
        body[key] = value
        return try bytes(setting: StatementKey.body, to: .map(body))
    }

    /// A genuine signature of alpha over any payload under any header.
    func bytes(
        payload: CBORValue? = nil, type: String = ObjectType.statement,
        contentType: String? = ObjectType.statementPayload, issuer: String? = nil, subject: String? = nil,
        treeSize: UInt64? = nil
    ) throws -> [UInt8] {
        let claims = COSEClaims(
            issuer: issuer ?? statement.sender.text, subject: subject ?? statement.subject,
            issuedAt: statement.issuedAt, treeSize: treeSize)
        let header = COSEHeader(
            keyID: alpha.line.key.keyID, type: type, contentType: contentType, hasMerkleProofs: treeSize != nil,
            claims: claims)
        return try Sign1(signing: (payload ?? statement.payload).encoded(), header: header, key: alpha.key).encoded()
    }

    /// What beta makes of bytes that alpha sent.
    @discardableResult
    func verify(_ bytes: [UInt8]) throws(StatementError) -> VerifiedStatement {
        try VerifiedStatement(
            verifying: SignedStatement(decoding: bytes), sender: alpha.line, recipient: beta.line.name)
    }
}
