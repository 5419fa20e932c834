internal import CBOR
internal import HotlineAudit
internal import HotlineCrypto
internal import HotlineProtocol

/// The small parts that the files of an export share. Readers refuse what they do not know.
enum ExportCoding {
    /// The directory's name of a log: its id, 16 hexadecimal digits.
    static func isLogID(_ text: String) -> Bool {
        Hex.decode(text).map { $0.count == LogOrigin.idByteCount && Hex.encode($0) == text } ?? false
    }

    /// A file of this format: what it says, as CBOR, behind its SHA-256. What is signed needs no sum; times and outcomes do, so
    /// that a file that has suffered by accident is not taken for what the node wrote. Against intent a sum proves nothing.
    static func seal(_ value: CBORValue) -> [UInt8] {
        let content = value.encoded()
        return CBORValue.array([.bytes(Digest.sha256(content).bytes), .bytes(content)]).encoded()
    }

    static func value(_ bytes: [UInt8], limit: Int, _ path: String) throws(ExportError) -> CBORValue {
        guard let parts = try decode(bytes, limit: limit, path).asArray, parts.count == 2, let sum = parts[0].asBytes,
            let content = parts[1].asBytes, Digest.sha256(content).bytes == sum
        else { throw .malformed(path, "it was changed: its content does not have its sum") }
        return try decode(content, limit: limit, path)
    }

    private static func decode(_ bytes: [UInt8], limit: Int, _ path: String) throws(ExportError) -> CBORValue {
        do {
            return try CBORValue(decoding: bytes, limits: CBORLimits(maximumDepth: 4, maximumBytes: limit))
        } catch {
            throw .malformed(path, "\(error)")
        }
    }

    static func map(
        _ bytes: [UInt8], count: ClosedRange<Int>, limit: Int, _ path: String
    ) throws(ExportError) -> CBORMap {
        guard let map = try value(bytes, limit: limit, path).asMap, count.contains(map.count) else {
            throw .malformed(path, "it is no map of its members")
        }
        return map
    }

    static func optional(_ number: UInt64?) -> CBORValue { number.map { .unsigned($0) } ?? .null }
    static func optional(time: Int64?) -> CBORValue { time.map { CBORValue(integer: $0) } ?? .null }
    static func optional(_ bytes: [UInt8]?) -> CBORValue { bytes.map { .bytes($0) } ?? .null }
    static func optional(_ text: String?) -> CBORValue { text.map { .text($0) } ?? .null }

    /// A byte string that may be absent or null, and nothing else.
    static func bytes(_ value: CBORValue?, _ path: String) throws(ExportError) -> [UInt8]? {
        guard let value, !value.isNull else { return nil }
        guard let bytes = value.asBytes else { throw .malformed(path, "a member is no byte string") }
        return bytes
    }

    static func text(_ value: CBORValue?, _ path: String) throws(ExportError) -> String? {
        guard let value, !value.isNull else { return nil }
        guard let text = value.asText else { throw .malformed(path, "a member is no text") }
        return text
    }

    static func time(_ value: CBORValue, _ path: String) throws(ExportError) -> Int64? {
        if value.isNull { return nil }
        guard let time = value.asInt64 else { throw .malformed(path, "a time is no number") }
        return time
    }
}

/// A bundle of entries: each with its length before it, 16 bits, big-endian (C2SP tlog-tiles).
enum EntryBundle {
    static func encode(_ entries: [[UInt8]]) throws(ExportError) -> [UInt8] {
        var bytes: [UInt8] = []
        for entry in entries {
            guard let length = UInt16(exactly: entry.count) else { throw .source("an entry of \(entry.count) bytes") }
            bytes += [UInt8(length >> 8), UInt8(length & 0xFF)] + entry
        }
        return bytes
    }

    static func decode(_ bytes: [UInt8], count: Int, path: String) throws(ExportError) -> [[UInt8]] {
        var entries: [[UInt8]] = []
        var offset = 0
        while offset < bytes.count {
            guard bytes.count - offset >= 2, entries.count < count else { throw .malformed(path, "it ends elsewhere") }
            let length = Int(bytes[offset]) << 8 | Int(bytes[offset + 1])
            offset += 2
            guard bytes.count - offset >= length else { throw .malformed(path, "it ends within an entry") }
            entries.append(Array(bytes[offset..<offset + length]))
            offset += length
        }
        guard entries.count == count else { throw .malformed(path, "it has \(entries.count) entries, not \(count)") }
        return entries
    }
}
