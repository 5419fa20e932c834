import HotlineCrypto
import HotlineTestSupport
import Testing
import TransparencyLog

@testable import HotlineProtocol

/// A node that was rolled back and asks its peer for what it said, session machines on both sides, nothing else.
struct RecoveryPair {
    /// Alpha as it was before: it has lost what came after.
    let old: MemoryParty
    /// Beta, which has lost nothing.
    let beta: MemoryParty
    /// Own statements that alpha said and lost, in their order.
    let lost: [SignedStatement]
    var asking: SessionMachine
    var giving: SessionMachine

    /// - Parameters:
    ///   - count: statements that alpha said, with their receipts.
    ///   - kept: how many of them the copy has.
    init(count: UInt64 = 6, kept: UInt64 = 2, size: Int? = nil, seed: UInt64 = 1) throws {
        var (alpha, beta) = try liveParties()
        var random = SeededRandom(seed: seed)
        var copy = alpha
        for number in 1...count {
            if number == kept + 1 { copy = alpha }
            let stream = try Sample.stream("csirt", Bool.random(using: &random) ? .routine : .flash)
            try alpha.say(Sample.submission(number, stream: stream, size: size))
            if Bool.random(using: &random) { try beta.say(Sample.submission(100 + number)) }
            try pump(&alpha, &beta)
        }
        if kept == count { copy = alpha }
        let known = copy.own.count
        lost = alpha.own.dropFirst(known).map(\.durable.signed)
        (old, self.beta) = (copy, beta)
        giving = SessionMachine(line: beta.line, hello: try beta.hello(), at: Sample.start)
        asking = SessionMachine(
            line: copy.line, hello: try Self.question(copy), standing: .recovering, at: Sample.start)
    }

    /// The HELLO of a side that asks for what follows its last receipts.
    static func question(_ party: MemoryParty) throws -> Hello {
        var last: [Stream: StreamTail] = [:]
        for one in party.own where one.receipt != nil {
            last[one.durable.signed.statement.stream] = one.durable.signed.tail
        }
        var hello = try party.hello()
        hello.recovery = last.keys.sorted().compactMap { stream in
            last[stream].map { HeldStream(stream: stream, tail: $0) }
        }
        return hello
    }

    /// Both HELLOs have passed, and alpha knows that beta has judged its question; beta is about to give back.
    mutating func greet(isAnswered: Bool = true) throws {
        guard case .frame(let question) = asking.next(), case .frame(let answer) = giving.next() else { return }
        guard case .asked(let request) = try giving.receive(question, at: Sample.start) else {
            Issue.record("the question is not understood")
            return
        }
        var positions: [Stream: Int64] = [:]
        for (index, taken) in beta.taken.enumerated() {
            let (statement, digest) = (taken.durable.signed.statement, taken.durable.signed.digest)
            positions[statement.stream] = positions[statement.stream] ?? 0
            if request.after.contains(where: { $0.tail.digest == digest }) {
                positions[statement.stream] = Int64(index + 1)
            }
        }
        try giving.giveBack(try history(request), streams: positions)
        guard case .hello(let greeting) = try asking.receive(answer, at: Sample.start) else { return }
        try asking.takeBack(try old.history(for: greeting), at: Sample.start)
        guard isAnswered, case .frame(let ping) = asking.next() else { return }
        _ = try giving.receive(ping, at: Sample.start)
        guard case .frame(let pong) = giving.next() else { return }
        _ = try asking.receive(pong, at: Sample.start)
    }

    /// What beta's store knows of what alpha's question names of beta's own log and streams.
    func history(_ request: RecoveryRequest) throws -> OwnHistory {
        var history = OwnHistory(untold: beta.ledger.state)
        history.rootAtHeldSize = try request.heldHead.map {
            try MerkleTree.root(size: $0.head.size, reader: beta.hashes)
        }
        for held in request.hello.streams {
            history.located[held.stream] = beta.own.first { $0.durable.signed.isAt(held) }?.outgoing
        }
        return history
    }

    /// The frames that beta gives now.
    mutating func given() throws -> [Frame] {
        var frames: [Frame] = []
        while true {
            switch giving.next() {
            case .frame(let frame): frames.append(frame)
            case .loadBack(let stream, let after, let limit):
                let rows = beta.taken.enumerated().filter {
                    $1.durable.signed.statement.stream == stream && Int64($0 + 1) > after
                }
                let found = rows.prefix(limit).map {
                    OutgoingStatement(position: Int64($0.offset + 1), signed: $0.element.durable.signed)
                }
                giving.loadedBack(found, of: stream, limit: limit)
            case .loadPartBack(let outgoing, let index):
                let taken = beta.taken[Int(outgoing.position - 1)]
                if case .delivered(.whole(let body)) = taken.outcome {
                    giving.loadedBack(body.part(index), salt: body.salt, of: outgoing)
                } else {
                    giving.withoutBody(outgoing)
                }
            case .issue, .answer, .witness, .load, .loadPart, .idle: return frames
            }
        }
    }

    /// Carries everything; gives what came back.
    mutating func takeAll() throws -> [ReturnedStatement] {
        var returned: [ReturnedStatement] = []
        while case let frames = try given(), !frames.isEmpty {
            for frame in frames {
                guard case .returned(let one) = try asking.receive(frame, at: Sample.start) else { continue }
                returned.append(one)
                asking.kept(one.verified)
            }
            while case .frame(let frame) = asking.next() { _ = try giving.receive(frame, at: Sample.start) }
        }
        return returned
    }
}
