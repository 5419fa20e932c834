import HotlineCrypto
import HotlineTestSupport
import Testing

@testable import HotlineProtocol

@Suite("Messages in a session")
struct MessageFlowTests {
    @Test("a message goes out once it is committed, and its receipt comes back once it is committed there")
    func transcript() throws {
        var (alpha, beta) = try liveParties()
        alpha.submit(try Sample.submission(1))
        #expect(try alpha.pullAll().isEmpty, "not committed")
        try alpha.commit()
        let frames = try alpha.pullAll()
        #expect(frames.map(\.word) == ["statement"])
        guard case .arrived(let arrival) = try beta.receive(frames[0]) else { throw TestIdentity.Malformed() }
        #expect(arrival.verified.signed == alpha.own[0].durable.signed)
        #expect(arrival.body == .whole(alpha.own[0].body))
        #expect(try beta.pullAll().isEmpty, "not committed")
        try beta.commit()
        let receipts = try beta.pullAll()
        #expect(receipts.map(\.word) == ["receipt×1"])
        guard case .receipted(let records) = try alpha.receive(receipts[0]) else { throw TestIdentity.Malformed() }
        #expect(records.map(\.receipt.leaf) == [alpha.own[0].durable.signed.leafHash])
        try alpha.commit()
        #expect(alpha.unreceipted.isEmpty)
        #expect(try alpha.pullAll().isEmpty && beta.pullAll().isEmpty, "a logged head is not receipted")
    }

    @Test(
        "a body goes in one frame, or in chunks, each at its offset",
        arguments: [
            (0, ["statement"]), (1, ["statement"]), (Limits.chunkBytes, ["statement"]),
            (Limits.chunkBytes + 1, ["statement", "chunk@16384"]),
            (3 * Limits.chunkBytes, ["statement", "chunk@16384", "chunk@32768"]),
        ])
    func sizes(_ size: Int, _ words: [String]) throws {
        var (alpha, beta) = try liveParties()
        try alpha.say(Sample.submission(1, size: size))
        let frames = try carry(from: &alpha, to: &beta)
        #expect(frames.map(\.word) == words)
        try pump(&alpha, &beta)
        #expect(beta.taken.map(\.outcome) == [.delivered(.whole(alpha.own[0].body))])
        #expect(alpha.unreceipted.isEmpty)
    }

    @Test(
        "a body of more than a part is handed on in parts while it is on its way, and never held whole",
        arguments: [
            (Limits.partBytes, [Int](), 0), (Limits.partBytes + 1, [0], 1), (2 * Limits.partBytes, [0], 1),
            (2 * Limits.partBytes + 1, [0, 1], 1), (3 * Limits.partBytes + 5, [0, 1, 2], 1),
        ])
    func parts(_ size: Int, _ early: [Int], _ rest: Int) throws {
        var (alpha, beta) = try liveParties()
        try alpha.say(Sample.submission(1, size: size))
        var (indices, last): ([Int], [BodyPart]) = ([], [])
        for frame in try alpha.pullAll() {
            switch try beta.receive(frame) {
            case .part(let arrived): indices.append(arrived.part.index)
            case .arrived(let arrival): if case .parted(_, let parts) = arrival.body { last = parts }
            default: break
            }
        }
        #expect(indices == early && last.count == rest)
        #expect(last.allSatisfy { $0.bytes.count <= Limits.partBytes })
        try pump(&alpha, &beta)
        #expect(beta.taken.map(\.outcome) == [.delivered(.whole(alpha.own[0].body))])
    }

    @Test(
        "a stream whose body cannot be read waits, and goes on where it stood; the others do not wait",
        arguments: [0, 1])
    func setAside(index: Int) throws {
        var (alpha, beta) = try liveParties()
        let flash = try Sample.stream("csirt", .flash)
        try alpha.say(
            Sample.submission(1, stream: flash, size: 2 * Limits.partBytes), Sample.submission(2, stream: flash),
            Sample.submission(3))
        alpha.unreadable = (flash, index)
        try pump(&alpha, &beta)
        #expect(try beta.taken.map(\.durable.signed.statement.messageID) == [Sample.messageID(3)])
        try alpha.session?.tick(at: at(6))
        #expect(alpha.session?.deadline == at(10))
        #expect(try alpha.pullAll().map(\.word) == ["ping"])
        alpha.unreadable = nil
        try alpha.session?.tick(at: at(10))
        try pump(&alpha, &beta)
        #expect(try beta.taken.map(\.durable.signed.statement.messageID) == [3, 1, 2].map { try Sample.messageID($0) })
    }

    @Test("pieces of any length give the same parts")
    func oddPieces() throws {
        let content = (0..<(2 * Limits.partBytes + 77)).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let body = try Sample.body(content)
        let descriptor = try #require(
            BodyDescriptor(digest: body.digest, size: content.count, mediaType: "text/plain", language: nil))
        for length in [1000, 16383, 16384] {
            var intake = BodyIntake(descriptor, salt: body.salt)
            var parts: [BodyPart] = []
            for start in stride(from: 0, to: content.count, by: length) {
                let isTaken = intake.append(Array(content[start...].prefix(length)))
                #expect(isTaken)
                if let part = intake.fullPart() { parts.append(part) }
            }
            let finished = intake.finish()
            guard case .parted(body.salt, let rest) = finished else { throw TestIdentity.Malformed() }
            #expect((parts + rest).map(\.index) == [0, 1, 2])
            #expect((parts + rest).flatMap(\.bytes) == content)
        }
    }

    @Test("a body of 16 MiB arrives whole")
    func largest() throws {
        var (alpha, beta) = try liveParties()
        try alpha.say(Sample.submission(1, size: Limits.bodyBytes))
        try pump(&alpha, &beta)
        #expect(beta.taken.map(\.outcome) == [.delivered(.whole(alpha.own[0].body))])
    }

    @Test("a flash statement committed during a routine body is the very next frame")
    func flashOvertakes() throws {
        var (alpha, beta) = try liveParties()
        try alpha.say(Sample.submission(1, size: 5 * Limits.chunkBytes))
        var frames = [try #require(try alpha.pull()), try #require(try alpha.pull())]
        try alpha.say(Sample.submission(2, stream: Sample.stream("nrrc", .flash)))
        try alpha.say(Sample.submission(3, stream: Sample.stream("csirt", .priority), size: 20_000))
        frames += try alpha.pullAll()
        #expect(
            frames.map(\.word) == [
                "statement", "chunk@16384", "statement", "statement", "chunk@16384", "chunk@32768", "chunk@49152",
                "chunk@65536",
            ])
        for frame in frames { try beta.receive(frame) }
        try beta.commit()
        #expect(beta.delivered.map(\.stream.precedence) == [.flash, .priority, .routine])
    }

    @Test("what waits goes out by precedence, then by channel, each stream in its order")
    func precedence() throws {
        var (alpha, beta) = try liveParties()
        var number: UInt64 = 0
        for channel in ["nrrc", "csirt"] {
            for precedence in Precedence.allCases {
                for _ in 0..<2 {
                    number += 1
                    alpha.submit(try Sample.submission(number, stream: Sample.stream(channel, precedence)))
                }
            }
        }
        try alpha.commit()
        try carry(from: &alpha, to: &beta)
        try beta.commit()
        let order = beta.delivered.map { "\($0.stream)#\($0.ordinal.sequence)" }
        let expected = ["flash", "immediate", "priority", "routine"].flatMap { precedence in
            ["csirt", "nrrc"].flatMap { channel in ["\(channel)/\(precedence)#1", "\(channel)/\(precedence)#2"] }
        }
        #expect(order == expected)
    }

    @Test("receipts go out before statements and bodies")
    func receiptsFirst() throws {
        var (alpha, beta) = try liveParties()
        try beta.say(Sample.submission(1, size: 3 * Limits.chunkBytes))
        _ = try beta.pull()
        try alpha.say(Sample.submission(2))
        try carry(from: &alpha, to: &beta)
        try beta.commit()
        #expect(try beta.pullAll().map(\.word) == ["receipt×1", "chunk@16384", "chunk@32768"])
    }

    @Test("a statement committed while a load is being read is not missed")
    func wakeDuringLoad() throws {
        var (alpha, _) = try liveParties()
        var session = try #require(alpha.session)
        let stream = try Sample.stream()
        session.wake(stream)
        let load = SessionMachine.Outgoing.load(stream, after: 0, limit: Limits.outboxReadAhead)
        #expect(session.next() == load)
        session.wake(stream)
        session.loaded([], of: stream, limit: Limits.outboxReadAhead)
        #expect(session.next() == load, "the answer may not know of the commit")
        session.loaded([], of: stream, limit: Limits.outboxReadAhead)
        #expect(session.next() == .idle)
        alpha.disconnect()
    }

    @Test("more statements than are read ahead all go out, in order")
    func readAhead() throws {
        var (alpha, beta) = try liveParties()
        let count = 2 * Limits.outboxReadAhead
        for number in 1...count { alpha.submit(try Sample.submission(UInt64(number))) }
        try alpha.commit()
        try pump(&alpha, &beta)
        #expect(beta.delivered.map(\.ordinal.sequence) == Array(1...UInt64(count)))
        #expect(alpha.unreceipted.isEmpty)
    }
}
