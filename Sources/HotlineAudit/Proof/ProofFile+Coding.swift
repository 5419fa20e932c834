internal import CBOR
internal import HotlineCrypto
internal import HotlineProtocol
internal import TransparencyLog

extension ProofFile {
    /// Reads a file; every bound is checked before anything is believed, and `encoded()` of the result is `bytes` again.
    ///
    /// - Throws: ``ProofFault`` with the first thing wrong.
    public init(decoding bytes: [UInt8]) throws(ProofFault) {
        guard bytes.count <= ProofLimits.fileBytes else { throw ProofFault(.file, .tooLarge) }
        var fields = try Self.fields(of: bytes)
        try Self.takeVersion(of: &fields)
        guard let message = fields.take(Key.message) else { throw ProofFault(.file, .malformed("message")) }
        let answers = try Self.list(fields.take(Key.answers), "list of answers", atMost: ProofLimits.answers)
        let lines = try Self.list(fields.take(Key.keyLines), "list of keys", atMost: ProofLimits.keyLines)
        guard fields.isEmpty else { throw ProofFault(.file, .malformed("outer map: a member that is not known")) }
        var items: [ProofItem] = []
        for (number, answer) in answers.enumerated() {
            items.append(try ProofItem(answer, at: .answer(number + 1)))
        }
        try self.init(
            message: ProofItem(message, at: .message), answers: items, keyLines: try lines.map(Self.keyLine))
    }

    /// The file in deterministic CBOR.
    ///
    /// - Throws: ``ProofFault`` where it is larger than `ProofLimits.fileBytes`.
    public func encoded() throws(ProofFault) -> [UInt8] {
        var map = CBORMap()
        map[Key.version] = .unsigned(ProofLimits.version)
        map[Key.message] = try message.value(at: .message)
        var values: [CBORValue] = []
        for (place, item) in items.dropFirst() { values.append(try item.value(at: place)) }
        map[Key.answers] = values.isEmpty ? nil : .array(values)
        map[Key.keyLines] = keyLines.isEmpty ? nil : .array(keyLines.map { .text($0.description) })
        let bytes = CBORValue.map(map).encoded()
        guard bytes.count <= ProofLimits.fileBytes else { throw ProofFault(.file, .tooLarge) }
        return bytes
    }

    private enum Key {
        static let version = 1
        static let message = 2
        static let answers = 3
        static let keyLines = 4
    }

    private static func fields(of bytes: [UInt8]) throws(ProofFault) -> ProofFields {
        let value: CBORValue
        do {
            value = try CBORValue(decoding: bytes, limits: CBORLimits(maximumBytes: ProofLimits.fileBytes))
        } catch {
            throw ProofFault(.file, .encoding("\(error)"))
        }
        guard let map = value.asMap else { throw ProofFault(.file, .notAProof) }
        return ProofFields(map)
    }

    private static func takeVersion(of fields: inout ProofFields) throws(ProofFault) {
        guard let version = fields.take(Key.version)?.asUInt64 else { throw ProofFault(.file, .notAProof) }
        guard version == ProofLimits.version else { throw ProofFault(.file, .unknownVersion(version)) }
    }

    /// An array that is left out where it would be empty.
    private static func list(
        _ value: CBORValue?, _ name: String, atMost limit: Int
    ) throws(ProofFault) -> [CBORValue] {
        guard let value else { return [] }
        guard let elements = value.asArray, (1...limit).contains(elements.count) else {
            throw ProofFault(.file, .malformed(name))
        }
        return elements
    }

    private static func keyLine(_ value: CBORValue) throws(ProofFault) -> KeyLine {
        guard let text = value.asText, text.utf8.count <= ProofLimits.keyLineBytes,
            let line = try? KeyLine(parsing: text)
        else { throw ProofFault(.file, .malformed("key line")) }
        return line
    }
}

extension ProofItem {
    private enum Key {
        static let statement = 1
        static let logProof = 2
        static let body = 3
    }

    init(_ value: CBORValue, at place: ProofFault.Place) throws(ProofFault) {
        guard let map = value.asMap else { throw ProofFault(place, .malformed("map")) }
        var fields = ProofFields(map)
        do throws(ProofFault.Reason) {
            let (statement, receipts) = try Self.statement(fields.take(Key.statement))
            try self.init(
                statement: statement, receipts: receipts, logProof: Self.logProof(fields.take(Key.logProof)),
                body: Self.body(fields.take(Key.body)))
            guard fields.isEmpty else { throw .malformed("map: a member that is not known") }
        } catch {
            throw ProofFault(place, error)
        }
    }

    func value(at place: ProofFault.Place) throws(ProofFault) -> CBORValue {
        var map = CBORMap()
        do throws(ProofFault.Reason) {
            map[Key.statement] = .bytes(
                try TransparentStatement.encode(statement.bytes, receipts: receipts.map(\.bytes)))
        } catch {
            throw ProofFault(place, error)
        }
        map[Key.logProof] = logProof.map { .text(String(decoding: $0.encoded(), as: UTF8.self)) }
        map[Key.body] = body.map { .array([.bytes($0.salt), .bytes($0.content)]) }
        return .map(map)
    }

    private static func statement(
        _ value: CBORValue?
    ) throws(ProofFault.Reason) -> (SignedStatement, [Receipt]) {
        guard let bytes = value?.asBytes, bytes.count <= ProofLimits.transparentBytes else {
            throw .malformed("statement")
        }
        let (statement, receipts) = try TransparentStatement.decode(bytes)
        do {
            return (try SignedStatement(decoding: statement), try receipts.map(receipt))
        } catch let reason as ProofFault.Reason {
            throw reason
        } catch {
            throw .statement("\(error)")
        }
    }

    private static func receipt(_ bytes: [UInt8]) throws(ProofFault.Reason) -> Receipt {
        guard bytes.count <= ProofLimits.receiptBytes else { throw .malformed("receipt") }
        do {
            return try Receipt(decoding: bytes)
        } catch {
            throw .receipt("\(error)")
        }
    }

    private static func logProof(_ value: CBORValue?) throws(ProofFault.Reason) -> TLogProof? {
        guard let value else { return nil }
        guard let text = value.asText, text.utf8.count <= ProofLimits.tlogProofBytes else {
            throw .malformed("proof under the checkpoint")
        }
        do {
            return try TLogProof(parsing: Array(text.utf8))
        } catch {
            throw .tlogProof("\(error)")
        }
    }

    private static func body(_ value: CBORValue?) throws(ProofFault.Reason) -> SaltedBody? {
        guard let value else { return nil }
        guard let parts = value.asArray, parts.count == 2, let salt = parts[0].asBytes, let content = parts[1].asBytes,
            let body = SaltedBody(salt: salt, content: content)
        else { throw .malformed("body") }
        return body
    }
}

/// A map with integer keys that must be used up: what nobody took is refused.
private struct ProofFields {
    private var map: CBORMap

    init(_ map: CBORMap) {
        self.map = map
    }

    var isEmpty: Bool { map.isEmpty }

    mutating func take(_ key: Int) -> CBORValue? {
        defer { map[key] = nil }
        return map[key]
    }
}
