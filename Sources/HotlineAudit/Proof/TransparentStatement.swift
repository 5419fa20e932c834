internal import CBOR
internal import HotlineProtocol

/// A statement with its receipts in the unprotected header (label 394, RFC 9942 section 2): a SCITT transparent statement
/// (RFC 9943 section 7).
///
/// What was signed and what lies in the logs has an empty unprotected header. No signature covers that header, so the receipts
/// go into a copy, and reading takes them out again: what is left, encoded anew, is the statement's own bytes.
enum TransparentStatement {
    private static let sign1Tag: UInt64 = 18
    private static let receipts: CBORValue = 394

    /// The statement's bytes with receipts; without any, the bytes themselves.
    static func encode(_ statement: [UInt8], receipts: [[UInt8]]) throws(ProofFault.Reason) -> [UInt8] {
        guard !receipts.isEmpty else { return statement }
        var parts = try parts(of: statement)
        var header = CBORMap()
        header[Self.receipts] = .array(receipts.map { .bytes($0) })
        parts[1] = .map(header)
        return CBORValue.tagged(sign1Tag, .array(parts)).encoded()
    }

    /// The statement's own bytes, and the receipts.
    static func decode(_ bytes: [UInt8]) throws(ProofFault.Reason) -> (statement: [UInt8], receipts: [[UInt8]]) {
        var parts = try parts(of: bytes)
        guard let header = parts[1].asMap else { throw .malformed("statement's unprotected header") }
        if header.isEmpty { return (bytes, []) }
        guard header.count == 1, let elements = header[receipts]?.asArray,
            (1...ProofLimits.receipts).contains(elements.count)
        else { throw .malformed("statement's unprotected header") }
        let found = elements.compactMap(\.asBytes)
        guard found.count == elements.count else { throw .malformed("receipt") }
        parts[1] = .map(CBORMap())
        return (CBORValue.tagged(sign1Tag, .array(parts)).encoded(), found)
    }

    private static func parts(of bytes: [UInt8]) throws(ProofFault.Reason) -> [CBORValue] {
        let value: CBORValue
        do {
            value = try CBORValue(decoding: bytes)
        } catch {
            throw .encoding("\(error)")
        }
        guard case .tagged(sign1Tag, let content) = value, let parts = content.asArray, parts.count == 4 else {
            throw .statement("it is no tagged COSE_Sign1")
        }
        return parts
    }
}

extension ProofFault.Reason: Error {}
