internal import CBOR
internal import HotlineCrypto

/// The payload's members: an integer-keyed map in core deterministic encoding (Docs/Protocol.md, "Statement").
enum StatementKey {
    static let precedence: CBORValue = .unsigned(1)
    static let epoch: CBORValue = .unsigned(2)
    static let sequence: CBORValue = .unsigned(3)
    static let previous: CBORValue = .unsigned(4)
    static let kind: CBORValue = .unsigned(5)
    static let messageID: CBORValue = .unsigned(6)
    static let agreement: CBORValue = .unsigned(7)
    static let body: CBORValue = .unsigned(8)
    static let tlp: CBORValue = .unsigned(9)
    static let inReplyTo: CBORValue = .unsigned(10)
    static let acknowledgeBy: CBORValue = .unsigned(11)
    static let details: CBORValue = .unsigned(12)
    static let known: Set<CBORValue> = [
        precedence, epoch, sequence, previous, kind, messageID, agreement, body, tlp, inReplyTo, acknowledgeBy, details,
    ]
}

extension Statement {
    var payload: CBORValue {
        var map = CBORMap()
        map[StatementKey.precedence] = .unsigned(UInt64(stream.precedence.rawValue))
        map[StatementKey.epoch] = .bytes(ordinal.epoch.bytes)
        map[StatementKey.sequence] = .unsigned(ordinal.sequence)
        map[StatementKey.previous] = .bytes(previous.bytes)
        map[StatementKey.kind] = .text(kind.text)
        map[StatementKey.messageID] = .bytes(messageID.bytes)
        map[StatementKey.agreement] = .bytes(agreement.bytes)
        map[StatementKey.body] = body.cbor
        map[StatementKey.tlp] = tlp.map { .text($0.rawValue) }
        map[StatementKey.inReplyTo] = inReplyTo.map { .bytes($0.bytes) }
        map[StatementKey.acknowledgeBy] = acknowledgeBy.map { .unsigned(UInt64($0)) }
        map[StatementKey.details] = details.isEmpty ? nil : details.cbor
        return .map(map)
    }

    /// Reads a payload whose envelope said `subject` and `issuedAt`.
    init(payload: [UInt8], subject: Subject, issuedAt: UInt64) throws(StatementError) {
        let fields = try Fields(payload)
        var understood = fields.hasOnly(StatementKey.known)
        sender = subject.sender
        recipient = subject.recipient
        stream = Stream(channel: subject.channel, precedence: try fields.precedence())
        ordinal = try fields.ordinal()
        previous = try fields.digest(StatementKey.previous, "previous digest")
        kind = try fields.need("kind", fields.text(StatementKey.kind).flatMap { KindName($0) })
        messageID = try fields.need("message id", fields.bytes(StatementKey.messageID).flatMap { MessageID($0) })
        agreement = try fields.digest(StatementKey.agreement, "agreement digest")
        let body = fields[StatementKey.body].flatMap { BodyDescriptor($0, understood: &understood) }
        self.body = try fields.need("body", body)
        tlp = try fields.label(understood: &understood)
        inReplyTo = try fields.optional(StatementKey.inReplyTo, "in-reply-to") { $0.asBytes.flatMap { MessageID($0) } }
        acknowledgeBy = try fields.optional(StatementKey.acknowledgeBy, "acknowledge-by") {
            $0.asUInt64.flatMap { (1...UInt64(Limits.acknowledgeBySeconds)).contains($0) ? UInt32($0) : nil }
        }
        details = try fields.details(understood: &understood)
        self.issuedAt = issuedAt
        isUnderstood = understood
    }
}

extension BodyDescriptor {
    var cbor: CBORValue {
        var map = CBORMap()
        map[1] = .bytes(digest.bytes)
        map[2] = .unsigned(UInt64(size))
        map[3] = .text(mediaType)
        map[4] = language.map { .text($0) }
        return .map(map)
    }

    /// Reads what it knows; `understood` turns false where there is something that it does not know.
    init?(_ value: CBORValue, understood: inout Bool) {
        guard let map = value.asMap, let digest = map[1]?.asBytes.flatMap({ Digest($0) }),
            let size = map[2]?.asUInt64.flatMap({ Int(exactly: $0) }), let mediaType = map[3]?.asText
        else { return nil }
        let language = map[4]?.asText
        guard (map[4] == nil) == (language == nil) else { return nil }
        understood = understood && map.count == (language == nil ? 3 : 4)
        self.init(digest: digest, size: size, mediaType: mediaType, language: language)
    }
}
