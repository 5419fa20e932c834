import HotlineStore
import HotlineTestSupport
import Testing

@testable import HotlineNode
@testable import HotlineProtocol

@Suite("Retention rules")
struct RetentionRulesTests {
    private static let day: UInt64 = 86_400_000

    static func body(
        _ row: Int64 = 1, line: Int64 = 1, channel: String = "csirt", kind: String = "test", size: Int = 10,
        storedAt: UInt64 = 0, isUnreceipted: Bool = false, awaitedUntil: UInt64? = nil
    ) throws -> KeptBodyRecord {
        KeptBodyRecord(
            rowID: row, line: LineID(rawValue: line),
            log: try Fixed.need(LogOrigin("alpha.example/beta.example/00000000000000a\(line)")), leafIndex: UInt64(row),
            stream: try Fixed.stream(channel), kind: try Fixed.need(KindName(kind)), isUnreceipted: isUnreceipted,
            storedAt: UTCTime(milliseconds: storedAt),
            awaitedUntil: awaitedUntil.map { UTCTime(milliseconds: $0) }, size: size)
    }

    @Test("the first rule that fits decides, and what none fits stays")
    func order() throws {
        let rules = try #require(RetentionRules("csirt/notice=10, csirt/*=2, */test=30"))
        let time = UTCTime(milliseconds: 20 * Self.day)
        #expect(try rules.due(Self.body(kind: "notice"), at: time)?.text == "csirt/notice=10")
        #expect(try rules.due(Self.body(kind: "test"), at: time)?.text == "csirt/*=2")
        #expect(try rules.due(Self.body(channel: "nrrc", kind: "test"), at: time) == nil)
        #expect(try rules.due(Self.body(channel: "nrrc", kind: "notice"), at: time) == nil)
        #expect(try RetentionRules.none.due(Self.body(), at: time) == nil)
    }

    @Test("a day counts from the commit, to the millisecond; a clock before it erases nothing")
    func days() throws {
        let rules = try #require(RetentionRules("*/*=1"))
        let body = try Self.body(storedAt: Self.day)
        for (time, isDue) in [(0, false), (2 * Self.day - 1, false), (2 * Self.day, true)] {
            #expect((rules.due(body, at: UTCTime(milliseconds: time)) != nil) == isDue)
        }
    }

    @Test("what has no receipt, or an acknowledgement awaited, stays beyond its day")
    func kept() throws {
        let rules = try #require(RetentionRules("*/*=1"))
        let time = UTCTime(milliseconds: 9 * Self.day)
        #expect(try rules.due(Self.body(isUnreceipted: true), at: time) == nil)
        #expect(try rules.due(Self.body(awaitedUntil: 9 * Self.day + 1), at: time) == nil)
        #expect(try rules.due(Self.body(awaitedUntil: 9 * Self.day), at: time) != nil)
    }

    @Test(
        "a rule that is none is refused",
        arguments: [
            "", "test=1", "*/test", "*/test=0", "*/test=-1", "*/test=36526", "*/test=1x", "*/test=1,", "A/test=1",
            "*/Test=1", "a/b/c=1", "*/test==1", "**/test=1", "*/test=99999999999999999999",
        ])
    func malformed(_ text: String) {
        #expect(RetentionRules(text) == nil)
        let many = Array(repeating: "*/*=1", count: RetentionRules.count + 1).joined(separator: ",")
        #expect(RetentionRules(many) == nil)
    }

    @Test("a rule as the log names it is within the limit of a record")
    func text() throws {
        let name = "a" + String(repeating: "b", count: Limits.channelNameCharacters - 1)
        let rule = try #require(RetentionRules("\(name)/\(name)=36525")?.rules.first)
        #expect(ErasureReason.retention(rule: rule.text).isValid)
    }
}
