import Testing

@testable import HotlineNode

@Suite("Kinds")
struct OtherKindsTests {
    @Test("the table has one row a kind, each name once")
    func names() {
        #expect(KindTable.builtIn.names == ["notice", "message", "test", "service", "acknowledgement", "refusal"])
        #expect(Set(KindTable.builtIn.names).count == KindTable.builtIn.rows.count)
    }

    @Test("a name has at most 32 characters of lower-case ASCII")
    func nameForm() {
        for name in KindTable.builtIn.names {
            #expect(name.utf8.count <= 32)
            #expect(name.utf8.allSatisfy { (0x61...0x7A).contains($0) })
        }
    }

    @Test("an unknown kind is not found", arguments: ["", "Notice", "notice ", "order"])
    func unknown(_ name: String) {
        #expect(KindTable.builtIn[name] == nil)
    }

    @Test("officers submit notices, messages, tests and service messages only")
    func submitted() {
        let submitted = KindTable.builtIn.rows.filter { type(of: $0).isSubmitted }.map { type(of: $0).name }
        #expect(submitted == ["notice", "message", "test", "service"])
    }

    @Test("a program may add a kind: one type, one row")
    func open() throws {
        struct Drill: MessageKind {
            static let name = "drill"
            static let summary = "an exercise"
            func check(body: [UInt8], mediaType: String) throws(KindProblem) {}
        }
        let table = KindTable(KindTable.builtIn.rows + [Drill()])
        try #require(table["drill"]).check(body: [], mediaType: "x/y")
    }

    @Test("a body that fits its kind is taken", arguments: fitting)
    func fits(_ kind: String, _ mediaType: String, _ body: [UInt8]) throws {
        try #require(KindTable.builtIn[kind]).check(body: body, mediaType: mediaType)
    }

    @Test("a body that does not fit is refused", arguments: unfit)
    func refused(_ kind: String, _ mediaType: String, _ body: [UInt8]) throws {
        let row = try #require(KindTable.builtIn[kind])
        #expect(throws: KindProblem.self) { try row.check(body: body, mediaType: mediaType) }
    }
}

private let text = Array("Ключ 鍵".utf8)
private let broken: [UInt8] = [0x61, 0xFF]

private let fitting: [(String, String, [UInt8])] = [
    ("message", "text/plain", text), ("message", "text/plain; charset=UTF-8", text), ("message", "text/plain", []),
    ("message", "text/plain;charset=\"us-ascii\"", Array("a".utf8)), ("message", "application/pdf", broken),
    ("message", "TEXT/Markdown", text), ("test", "text/plain", text), ("service", "text/plain", text),
    ("acknowledgement", "text/plain", []), ("acknowledgement", "text/plain", text), ("refusal", "text/plain", []),
]

private let unfit: [(String, String, [UInt8])] = [
    ("message", "text/plain", broken), ("message", "text/html", [0xED, 0xA0, 0x80]),
    ("message", "text/plain; charset=iso-8859-1", text), ("message", "", text), ("message", "text", text),
    ("message", "text/", text), ("message", "/plain", text), ("message", "text/plain;", text),
    ("message", "text/plain/x", text), ("message", "text/pl ain", text), ("message", "text/plain\n", text),
    ("message", "text/" + String(repeating: "x", count: 250), text), ("test", "text/plain", broken),
    ("service", "text/plain", broken), ("acknowledgement", "text/plain", broken),
    ("acknowledgement", "application/pdf", []), ("refusal", "text/plain", [0x20]),
]
