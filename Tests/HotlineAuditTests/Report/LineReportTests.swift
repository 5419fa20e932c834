import GRDB
import HotlineArchive
import HotlineCrypto
import HotlineProtocol
import HotlineTestSupport
import Testing

@testable import HotlineAudit

/// What a report says of a conversation in which everything happens once (`AuditedHome.conversation`).
@Suite("Reports of a line")
struct LineReportTests {
    private static let hour: Int64 = 3_600_000
    /// The hour in which all is said.
    private static let said: Int64 = 1_790_000_000_000 / hour * hour

    private static func report(
        _ home: AuditedHome, from: Int64 = said, to: Int64 = said + hour, each: (ReportedMessage) -> Void = { _ in }
    ) throws -> LineReporter.Verdict {
        let source = try DatabaseSource(path: home.path)
        defer { source.close() }
        let period = try #require(ReportPeriod(from: from, to: to))
        let peer = try TestIdentity.beta().line.name
        return try LineReporter(source: source, keys: home.keys, period: period).run(peer: peer, each: each)
    }

    private static func made(_ verdict: LineReporter.Verdict) throws -> LineReport {
        guard case .made(let report) = verdict else { throw Obstacle("\(verdict)") }
        return report
    }

    @Test("messages are counted by stream, side and kind; refused ones apart, and what was said again once")
    func traffic() async throws {
        var each: [ReportedMessage] = []
        let report = try Self.made(Self.report(try await AuditedHome.make()) { each.append($0) })
        #expect(report.traffic.total(isOwn: true) == 12 && report.traffic.total(isOwn: false) == 3)
        #expect(report.traffic.refused == 1 && report.traffic.unlisted == 0)
        #expect(each.count == 16)
        #expect(
            report.traffic.rows.map(\.stream.precedence) == report.traffic.rows.map(\.stream.precedence).sorted(by: >))
        #expect(report.traffic.rows.allSatisfy { $0.buckets.reduce(0, +) == $0.total })
        let kinds = report.traffic.kinds.map { "\($0.name) \($0.own) \($0.peers)" }
        #expect(kinds == ["acknowledgement 0 1", "message 11 2", "refusal 1 0"])
        #expect(report.notices.total == 2 && report.messages.total == 11)
    }

    @Test("receipts and acknowledgements are counted against what the log says of them")
    func times() async throws {
        let report = try Self.made(Self.report(try await AuditedHome.make()))
        #expect(report.receipts.map(\.count).reduce(0, +) == 9 && report.withoutReceipt == 3)
        // The clock goes on by 1,001 ms for each commit, and a receipt is in the second one after its message.
        #expect(report.receipts.compactMap { $0.percentile(1) }.min() == 2002)
        let asked = report.askedByOwner
        #expect((asked.asked, asked.inTime, asked.late, asked.missed, asked.open) == (2, 1, 0, 0, 1))
        #expect(asked.shares.histogram(Deadlines.bounds) == [1, 0, 0, 0, 0, 0, 0])
        #expect(report.askedByPeer.asked == 0)
        let answered = try #require(report.notices.kept.first { $0.answer != nil })
        #expect(answered.answer?.decision == .accepted && answered.answer?.officer == "officer one")
        #expect(report.contact.hours == 1 && report.contact.hoursWithContact == 1 && report.contact.longestGap == nil)
        #expect(report.checkpoints.own == 2 && report.checkpoints.cosigned == 2 && report.checkpoints.peers == 1)
        #expect(report.checkpoints.lastCosigned?.size == 12)
    }

    @Test("a period before, after, and a part of the log has only what was committed in it")
    func periods() async throws {
        let home = try await AuditedHome.make()
        for from in [Self.said - 9 * Self.hour, Self.said + 9 * Self.hour] {
            let none = try Self.made(Self.report(home, from: from, to: from + Self.hour))
            #expect(none.traffic.total() == 0 && none.contact.hours == 0 && none.checkpoints.own == 0)
        }
        let start = AuditedNode.start.milliseconds
        var commits: [Int64] = []
        _ = try Self.report(home) { commits.append($0.storedAt) }
        let middle = commits.sorted()[commits.count / 2]
        let first = try Self.made(Self.report(home, from: Int64(start), to: middle))
        let second = try Self.made(Self.report(home, from: middle, to: Self.said + Self.hour))
        #expect(first.traffic.total() == UInt64(commits.count { $0 < middle }) - first.traffic.refused)
        #expect(first.traffic.total() + second.traffic.total() == 15)
        // The answer counts for the request, in whichever period it came.
        #expect(first.askedByOwner.asked + second.askedByOwner.asked == 2)
    }

    @Test("hours without the peer are gaps, and those outside of the logs are not counted")
    func gaps() async throws {
        let home = try await AuditedHome.make()
        // A receipt's time stands under no signature: this one came in ten hours late.
        try home.change { database in
            try database.execute(
                sql: """
                    UPDATE statement SET receipt_stored_at = receipt_stored_at + 36000000
                    WHERE id = (SELECT max(id) FROM statement WHERE receipt IS NOT NULL)
                    """)
        }
        let report = try Self.made(Self.report(home, from: Self.said - Self.hour, to: Self.said + 24 * Self.hour))
        #expect(report.contact.hours == 11 && report.contact.hoursWithContact == 2)
        #expect(report.contact.longestGap?.hours == 9)
        #expect(report.contact.longestGap?.start == Self.said + Self.hour)
        let buckets = report.contact.buckets(report.period)
        #expect(buckets.reduce(0) { $0 + $1.hours } == 11 && buckets.reduce(0) { $0 + $1.withContact } == 2)
        #expect(report.receipts.compactMap(\.longest).max() ?? 0 > 36_000_000)
    }

    @Test("of a log that is not whole, or whose keys are not there, nothing is reported")
    func broken() async throws {
        let home = try await AuditedHome.make()
        var messages = 0
        try home.change { try $0.execute(sql: "UPDATE body SET content = x'00' WHERE statement = 1") }
        guard case .broken(let finding) = try Self.report(home, each: { _ in messages += 1 }) else {
            Issue.record("it was reported")
            return
        }
        #expect(finding.kind == .body && messages == 0)
        let whole = try await AuditedHome.make()
        let source = try DatabaseSource(path: whole.path)
        defer { source.close() }
        let keys = AuditKeys([try TestIdentity.alpha().line])
        let period = try #require(ReportPeriod(from: Self.said, to: Self.said + Self.hour))
        for name in ["beta.example", "gamma.example"] {
            let peer = try #require(NodeName(name))
            guard case .unchecked = try LineReporter(source: source, keys: keys, period: period).run(peer: peer) else {
                Issue.record("\(name) was reported")
                return
            }
        }
    }

    @Test("times that no clock shows and no signature covers are taken without a trap")
    func hostileTimes() async throws {
        for time in [Int64.min, -1, 0, Int64.max] {
            let home = try await AuditedHome.make()
            try home.change { database in
                try database.execute(
                    sql: "UPDATE statement SET receipt_stored_at = ? WHERE receipt IS NOT NULL", arguments: [time])
            }
            let report = try Self.made(Self.report(home))
            #expect(report.receipts.map(\.count).reduce(0, +) == 9)
        }
    }
}
