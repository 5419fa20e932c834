internal import CBOR
internal import HotlineCrypto

/// The members of a statement's payload, read by name.
struct Fields {
    private let map: CBORMap

    init(_ payload: [UInt8]) throws(StatementError) {
        let value: CBORValue
        do {
            value = try CBORValue(decoding: payload)
        } catch {
            throw .malformed("payload (\(error))")
        }
        guard let map = value.asMap else { throw .malformed("payload") }
        self.map = map
    }

    subscript(key: CBORValue) -> CBORValue? { map[key] }

    func text(_ key: CBORValue) -> String? { map[key]?.asText }
    func bytes(_ key: CBORValue) -> [UInt8]? { map[key]?.asBytes }

    func hasOnly(_ known: Set<CBORValue>) -> Bool { map.entries.allSatisfy { known.contains($0.key) } }

    func need<Value>(_ member: String, _ value: Value?) throws(StatementError) -> Value {
        guard let value else { throw .malformed(member) }
        return value
    }

    func digest(_ key: CBORValue, _ member: String) throws(StatementError) -> Digest {
        try need(member, bytes(key).flatMap { Digest($0) })
    }

    /// Absent is nil; present but unreadable is malformed.
    func optional<Value>(
        _ key: CBORValue, _ member: String, _ read: (CBORValue) -> Value?
    ) throws(StatementError) -> Value? {
        guard let value = map[key] else { return nil }
        return try need(member, read(value))
    }

    func precedence() throws(StatementError) -> Precedence {
        let code = map[StatementKey.precedence]?.asUInt64.flatMap { UInt8(exactly: $0) }
        return try need("precedence", code.flatMap { Precedence(rawValue: $0) })
    }

    func ordinal() throws(StatementError) -> Ordinal {
        let epoch = try need("epoch", bytes(StatementKey.epoch).flatMap { Epoch($0) })
        let sequence = try need("sequence", map[StatementKey.sequence]?.asUInt64)
        return try need("sequence", Ordinal(epoch: epoch, sequence: sequence))
    }

    /// A label that this node does not know is not malformed: the parties may run different versions.
    func label(understood: inout Bool) throws(StatementError) -> TLPLabel? {
        guard let text = try optional(StatementKey.tlp, "TLP label", \.asText) else {
            understood = false
            return nil
        }
        let label = TLPLabel(rawValue: text)
        understood = understood && label != nil
        return label
    }

    func details(understood: inout Bool) throws(StatementError) -> StatementDetails {
        guard let value = map[StatementKey.details] else { return StatementDetails() }
        guard value.encoded().count <= Limits.detailsBytes else { throw .malformed("details") }
        return try StatementDetails(value, understood: &understood)
    }
}
