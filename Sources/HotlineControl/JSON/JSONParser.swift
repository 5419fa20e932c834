/// A strict and bounded parser of JSON (RFC 8259) in UTF-8.
///
/// Foundation's parser takes one of two members with the same name without a word, so that two readers of one signed
/// notice may see different things; it also guesses other encodings. This refuses both (RFC 7493 sections 2.1 and 2.3),
/// and says where.
package struct JSONParser {
    /// The deepest nesting of arrays and objects.
    package static let maximumDepth = 32
    /// The most values in one text, members and elements of all levels together.
    package static let maximumValues = 100_000

    let bytes: [UInt8]
    var position = 0
    private var values = 0

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The one value that `bytes` hold.
    package static func parse(_ bytes: [UInt8]) throws(JSONError) -> JSONValue {
        var parser = JSONParser(bytes)
        guard String(validating: bytes, as: UTF8.self) != nil else { throw parser.error(.invalidUTF8) }
        let value = try parser.value(depth: 0)
        parser.skipSpace()
        guard parser.position == bytes.count else { throw parser.error(.trailingBytes) }
        return value
    }

    /// An error at the place that was reached.
    func error(_ reason: JSONError.Reason) -> JSONError {
        let before = bytes.prefix(position)
        let lineStart = (before.lastIndex(of: 0x0A) ?? -1) + 1
        return JSONError(reason: reason, line: before.count { $0 == 0x0A } + 1, column: position - lineStart + 1)
    }

    /// The byte at the place that was reached; an error at the end.
    func peek() throws(JSONError) -> UInt8 {
        guard position < bytes.count else { throw error(.unexpectedEnd) }
        return bytes[position]
    }

    private mutating func skipSpace() {
        while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
    }

    private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
        skipSpace()
        values += 1
        guard values <= Self.maximumValues else { throw error(.tooManyValues) }
        switch try peek() {
        case UInt8(ascii: "{"): return .object(try object(depth: depth + 1))
        case UInt8(ascii: "["): return .array(try array(depth: depth + 1))
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        default: return .number(try number())
        }
    }

    private mutating func literal(_ text: String, _ value: JSONValue) throws(JSONError) -> JSONValue {
        guard bytes[position...].starts(with: text.utf8) else { throw error(.unexpectedByte) }
        position += text.utf8.count
        return value
    }

    private mutating func array(depth: Int) throws(JSONError) -> [JSONValue] {
        var elements: [JSONValue] = []
        try open(depth)
        while try !close(UInt8(ascii: "]"), isFirst: elements.isEmpty) {
            elements.append(try value(depth: depth))
        }
        return elements
    }

    private mutating func object(depth: Int) throws(JSONError) -> [String: JSONValue] {
        var members: [String: JSONValue] = [:]
        try open(depth)
        while try !close(UInt8(ascii: "}"), isFirst: members.isEmpty) {
            skipSpace()
            let start = position
            let name = try string()
            guard members[name] == nil else {
                position = start
                throw error(.duplicateMember)
            }
            skipSpace()
            try expect(UInt8(ascii: ":"))
            members[name] = try value(depth: depth)
        }
        return members
    }

    private mutating func open(_ depth: Int) throws(JSONError) {
        guard depth <= Self.maximumDepth else { throw error(.tooDeep) }
        position += 1
    }

    /// Whether the bracket closes here; if not, what stands between this element and the one before is taken.
    private mutating func close(_ bracket: UInt8, isFirst: Bool) throws(JSONError) -> Bool {
        skipSpace()
        if try peek() == bracket {
            position += 1
            return true
        }
        if !isFirst { try expect(UInt8(ascii: ",")) }
        return false
    }

    /// Takes one byte that must be there.
    mutating func expect(_ byte: UInt8) throws(JSONError) {
        guard try peek() == byte else { throw error(.unexpectedByte) }
        position += 1
    }
}
