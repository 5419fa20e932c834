import HotlineCrypto
import HotlineTestSupport
import Testing
import TransparencyLog

@_spi(Store) @testable import HotlineProtocol

@Suite("Log in memory")
struct MemoryLogTests {
    /// A log with entry 0 and so many routine statements, each in a batch of its own.
    private func log(_ count: Int) throws -> (MemoryLog, MemoryParty) {
        var alpha = try newParties().0
        var log = MemoryLog()
        let opening = LineLedger.open(
            alpha.opening, local: alpha.identity.line, peer: alpha.peer, epoch: alpha.ledger.epoch, at: Sample.time)
        log.append(DurableBatch(committed: opening))
        for number in 0..<count {
            alpha.submit(try Sample.submission(UInt64(number + 1)))
            log.append(try #require(try alpha.commit()))
        }
        return (log, alpha)
    }

    @Test("it holds the stored hashes of the log, and says where it has none")
    func hashes() throws {
        let (log, alpha) = try log(5)
        #expect(try MerkleTree.root(size: alpha.head.size, reader: log) == alpha.head.root)
        #expect(throws: MemoryLog.Missing.self) {
            try log.hash(at: MerkleTree.storedCount(size: alpha.head.size))
        }
        #expect(throws: MemoryLog.Missing.self) { try log.hash(at: .max) }
    }

    @Test("it gives what waits for a receipt in pages, in order, and nothing of another stream")
    func waiting() throws {
        let (log, alpha) = try log(5)
        let stream = try Sample.stream()
        let first = try log.unreceipted(of: stream, after: 0, limit: 3)
        #expect(first.map(\.signed) == alpha.own.prefix(3).map(\.durable.signed))
        let rest = try log.unreceipted(of: stream, after: try #require(first.last).position, limit: 3)
        #expect(rest.map(\.signed) == alpha.own.suffix(2).map(\.durable.signed))
        #expect(try log.unreceipted(of: Sample.stream("nrrc"), after: 0, limit: 3).isEmpty)
        #expect(try log.body(of: first[1]) == alpha.own[1].body)
        let unknown = OutgoingStatement(position: 9, signed: first[0].signed)
        #expect(throws: MemoryLog.Missing.self) { try log.body(of: unknown) }
    }

    @Test("a session reads all that it needs from it, and what is receipted waits no more")
    func session() throws {
        var (log, alpha) = try log(3)
        var beta = try newParties().1
        try connect(&alpha, &beta)
        while let frame = try alpha.session?.nextFrame(reading: log, key: alpha.identity.key) {
            try beta.receive(frame)
        }
        try beta.commit()
        try carry(from: &beta, to: &alpha)
        log.append(try #require(try alpha.commit()))
        #expect(beta.delivered.count == 3)
        #expect(try log.unreceipted(of: Sample.stream(), after: 0, limit: 9).isEmpty)
        try beta.say(Sample.submission(7))
        try carry(from: &beta, to: &alpha)
        let batch = try #require(try alpha.commit())
        log.append(batch)
        guard case .receipt(let receipt)? = try alpha.session?.nextFrame(reading: log, key: alpha.identity.key) else {
            throw TestIdentity.Malformed()
        }
        #expect(receipt.receipt.inclusions.count == 1)
    }
}
