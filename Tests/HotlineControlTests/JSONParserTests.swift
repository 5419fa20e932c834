import Testing

@testable import HotlineControl

@Suite("JSON parser")
struct JSONParserTests {
    @Test("well-formed JSON is taken", arguments: wellFormed)
    func taken(_ text: String, _ value: JSONValue) throws {
        #expect(try JSONParser.parse(Array(text.utf8)) == value)
    }

    @Test("what is not JSON, or not clear, is refused with the reason", arguments: malformed)
    func refused(_ text: String, _ reason: JSONError.Reason) {
        let error = #expect(throws: JSONError.self) { try JSONParser.parse(Array(text.utf8)) }
        #expect(error?.reason == reason)
    }

    @Test(
        "only UTF-8 is taken",
        arguments: [
            [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0xFE, 0xFF, 0x00, 0x31],
        ] as [[UInt8]])
    func encodings(_ bytes: [UInt8]) {
        let error = #expect(throws: JSONError.self) { try JSONParser.parse(bytes) }
        #expect(error?.reason == .invalidUTF8)
    }

    @Test("UTF-16 and a byte order mark are not guessed")
    func otherEncodings() {
        #expect(throws: JSONError.self) { try JSONParser.parse([0x31, 0x00]) }
        #expect(throws: JSONError.self) { try JSONParser.parse([0xEF, 0xBB, 0xBF, 0x31]) }
    }

    @Test("nesting up to the limit is taken, one more is refused")
    func depth() throws {
        let limit = JSONParser.maximumDepth
        func nested(_ depth: Int) -> [UInt8] {
            Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
        }
        _ = try JSONParser.parse(nested(limit))
        let error = #expect(throws: JSONError.self) { try JSONParser.parse(nested(limit + 1)) }
        #expect(error?.reason == .tooDeep)
        #expect(throws: JSONError.self) { try JSONParser.parse(Array(repeating: 0x5B, count: 1_000_000)) }
    }

    @Test("more values than the limit are refused")
    func values() throws {
        func list(_ elements: Int) -> [UInt8] {
            Array(("[" + Array(repeating: "0", count: elements).joined(separator: ",") + "]").utf8)
        }
        _ = try JSONParser.parse(list(JSONParser.maximumValues - 1))
        let error = #expect(throws: JSONError.self) { try JSONParser.parse(list(JSONParser.maximumValues)) }
        #expect(error?.reason == .tooManyValues)
    }

    @Test("the place of an error is its line and byte")
    func place() {
        let text = "{\n  \"a\": 1,\n  \"a\": 2\n}"
        let error = #expect(throws: JSONError.self) { try JSONParser.parse(Array(text.utf8)) }
        #expect(error == JSONError(reason: .duplicateMember, line: 3, column: 3))
    }
}

private let wellFormed: [(String, JSONValue)] = [
    ("{}", .object([:])), ("[]", .array([])), (" null\r\n", .null), ("true", .bool(true)), ("false", .bool(false)),
    ("0", .number("0")), ("-0.5e+10", .number("-0.5e+10")), ("12E-3", .number("12E-3")),
    ("\"\"", .string("")), (#""\"\\\/\b\f\n\r\t""#, .string("\"\\/\u{8}\u{C}\n\r\t")),
    (#""\u00e9\u20AC\ud83d\udd11\u0000""#, .string("é€🔑\0")), ("\"é🔑\"", .string("é🔑")),
    (#"[1, "a" ,{"b":[null]}]"#, .array([.number("1"), .string("a"), .object(["b": .array([.null])])])),
]

private let malformed: [(String, JSONError.Reason)] = [
    ("", .unexpectedEnd), (" ", .unexpectedEnd), ("{", .unexpectedEnd), ("[1", .unexpectedEnd), ("\"a", .unexpectedEnd),
    ("{\"a\"", .unexpectedEnd), ("{\"a\":", .unexpectedEnd), ("1 2", .trailingBytes), ("{}x", .trailingBytes),
    ("[1,]", .unexpectedByte), ("[,1]", .unexpectedByte), ("{,}", .unexpectedByte), ("{\"a\":1,}", .unexpectedByte),
    ("{a:1}", .unexpectedByte), ("{\"a\" 1}", .unexpectedByte), ("[1 2]", .unexpectedByte), ("]", .unexpectedByte),
    ("nul", .unexpectedByte), ("True", .unexpectedByte), ("NaN", .unexpectedByte), ("'a'", .unexpectedByte),
    ("// c\n1", .unexpectedByte), ("-", .unexpectedByte), ("+1", .unexpectedByte), (".5", .unexpectedByte),
    ("01", .invalidNumber), ("1.", .invalidNumber), ("1e", .invalidNumber), ("1e+", .invalidNumber),
    ("0x1", .trailingBytes), ("\"\n\"", .invalidString), ("\"\u{1}\"", .invalidString), (#""\x""#, .invalidString),
    (#""\u12""#, .invalidString), (#""\u12G4""#, .invalidString), (#""\ud800""#, .unexpectedByte),
    (#""\ud800\u0041""#, .invalidString), (#""\udc00""#, .invalidString),
    (#"{"a":1,"a":1}"#, .duplicateMember), (#"{"a":1,"\u0061":1}"#, .duplicateMember),
    ("{\"\u{E9}\":1,\"e\u{301}\":1}", .duplicateMember),
]
