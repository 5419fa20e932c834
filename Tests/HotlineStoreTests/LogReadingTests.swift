import GRDB
import HotlineCrypto
import HotlineProtocol
import Testing

@testable import HotlineStore

@Suite("Reading a log")
struct LogReadingTests {
    @Test("a filter takes statements by channel, kind, precedence, time and id, in order of the log and against it")
    func filters() async throws {
        let line = try TestLine()
        let said = try [
            line.submission("a"), line.submission("b", channel: "nrrc", .flash),
            line.submission("c", kind: try present(KindName("test"))),
        ]
        for submission in said { try await line.say([submission]) }
        let ids = said.map(\.messageID)
        #expect(try Self.ids(line) == ids)
        #expect(try Self.ids(line) { $0.start = .before(.max) } == ids.reversed())
        #expect(try Self.ids(line) { $0.channel = ChannelName("nrrc") } == [ids[1]])
        #expect(try Self.ids(line) { $0.kind = KindName("test") } == [ids[2]])
        #expect(try Self.ids(line) { $0.precedence = .flash } == [ids[1]])
        #expect(try Self.ids(line) { $0.ids = [ids[0], ids[2]] } == [ids[0], ids[2]])
        #expect(try Self.ids(line) { $0.ids = [] } == [])
        let times = try line.alpha.store.logged(LogFilter(), line: line.alphaLine.id).messages.map(\.storedAt)
        #expect(try Self.ids(line) { $0.since = times[1] } == [ids[1], ids[2]])
        #expect(try Self.ids(line) { $0.until = times[1] } == [ids[0]])
    }

    @Test("pages follow each other without a gap and without an overlap, both ways")
    func pages() async throws {
        let line = try TestLine()
        var ids: [MessageID] = []
        for number in 0..<7 {
            let submission = try line.submission("\(number)")
            ids.append(submission.messageID)
            try await line.say([submission])
        }
        for limit in 1...8 {
            #expect(try Self.walk(line, .from(0), limit) == ids)
            #expect(try Self.walk(line, .before(.max), limit) == ids.reversed())
        }
        let store = line.alpha.store
        #expect(try store.logged(LogFilter(start: .from(.max)), line: line.alphaLine.id).messages.isEmpty)
        #expect(try store.logged(LogFilter(start: .before(0)), line: line.alphaLine.id).next == nil)
    }

    @Test("a page looks at a bounded number of leaves, and says where to go on")
    func bounded() throws {
        let (limit, size) = (StoreLimits.scannedLeaves, 3 * StoreLimits.scannedLeaves + 5)
        var filter = LogFilter(start: .from(7), limit: 10)
        #expect(filter.span(ofSize: size) == 7..<7 + limit)
        #expect(filter.next(after: [], span: 7..<7 + limit, size: size) == 7 + limit)
        filter.start = .from(size - 1)
        #expect(filter.next(after: [], span: filter.span(ofSize: size), size: size) == nil)
        filter.start = .before(size)
        #expect(filter.span(ofSize: size) == size - limit..<size)
        #expect(filter.next(after: [], span: size - limit..<size, size: size) == size - limit)
        filter.start = .before(limit)
        #expect(filter.next(after: [], span: filter.span(ofSize: size), size: size) == nil)
    }

    @Test("a thread is all that hangs together by answers, in either direction, within its line")
    func thread() async throws {
        let line = try TestLine()
        let first = try line.submission("first")
        try await line.deliver(try await line.say([first]))
        var answer = try line.submission("answer")
        answer.inReplyTo = first.messageID
        try await line.deliverBack(try await line.answer([answer]))
        var again = try line.submission("again")
        again.inReplyTo = answer.messageID
        let alone = try line.submission("alone")
        try await line.say([again, alone])
        let (store, id) = (line.alpha.store, line.alphaLine.id)
        let whole: Set = [first.messageID, answer.messageID, again.messageID]
        for member in whole { #expect(Set(try store.thread(of: member, line: id)) == whole) }
        #expect(try store.thread(of: alone.messageID, line: id) == [alone.messageID])
        #expect(try store.thread(of: first.messageID, line: LineID(rawValue: 9)) == [first.messageID])
    }

    @Test("of the checkpoints over a leaf the earliest that the peer cosigned is taken, else the earliest")
    func checkpoints() async throws {
        let line = try TestLine()
        let (store, id, origin) = (line.alpha.store, line.alphaLine.id, line.alphaLine.opening.origin.description)
        #expect(try store.checkpoint(of: id, covering: 1) == nil)
        try store.write { database in
            let others = [(3, true, "beta.example/alpha.example/00")]
            let own = [(2, false, origin), (3, false, origin), (4, true, origin), (5, true, origin)]
            for (size, isCosigned, log) in own + others {
                try database.run(
                    """
                    INSERT INTO checkpoint (line, origin, size, root, note, stored_at, cosigned_at)
                    VALUES (?, ?, ?, zeroblob(32), ?, 1, ?)
                    """, [id.rawValue, log, size, [UInt8(size)].blob, isCosigned ? 2 : nil])
            }
        }
        #expect(try store.checkpoint(of: id, covering: 1) == CoveringCheckpoint(size: 4, note: [4]))
        #expect(try store.checkpoint(of: id, covering: 4) == CoveringCheckpoint(size: 5, note: [5]))
        #expect(try store.checkpoint(of: id, covering: 5) == nil)
        try store.write { try $0.run("UPDATE checkpoint SET cosigned_at = NULL") }
        #expect(try store.checkpoint(of: id, covering: 2) == CoveringCheckpoint(size: 3, note: [3]))
    }

    private static func ids(_ line: TestLine, _ change: (inout LogFilter) -> Void = { _ in }) throws -> [MessageID] {
        var filter = LogFilter()
        change(&filter)
        return try line.alpha.store.logged(filter, line: line.alphaLine.id).messages.map(\.signed.statement.messageID)
    }

    private static func walk(_ line: TestLine, _ start: LogFilter.Start, _ limit: Int) throws -> [MessageID] {
        var (found, filter): ([MessageID], LogFilter) = ([], LogFilter(start: start, limit: limit))
        while true {
            let page = try line.alpha.store.logged(filter, line: line.alphaLine.id)
            found += page.messages.map(\.signed.statement.messageID)
            guard let next = page.next else { return found }
            if case .from = start { filter.start = .from(next) } else { filter.start = .before(next) }
        }
    }
}
