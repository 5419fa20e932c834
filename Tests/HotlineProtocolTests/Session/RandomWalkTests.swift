import COSE
import HotlineCrypto
import HotlineTestSupport
import Testing
import TransparencyLog

@testable import HotlineProtocol

/// Two parties and the frames between them, driven by chance.
private struct Walk {
    var parties: [MemoryParty]
    /// What each side has sent and the other has not received yet; lost with the connection.
    var wires: [[Frame]] = [[], []]
    var random: SeededRandom
    var submitted: UInt64 = 0
    var epochs: UInt8 = 1

    init(seed: UInt64) throws {
        let (alpha, beta) = try newParties()
        parties = [alpha, beta]
        random = SeededRandom(seed: seed)
    }

    mutating func run(steps: Int) throws {
        for _ in 0..<steps { try step() }
        try reconnect()
        try settle()
    }

    private mutating func step() throws {
        let side = Int.random(in: 0...1, using: &random)
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<25: parties[side].submit(try submission())
        case 25..<40: try parties[side].commit()
        case 40..<65: if let frame = try parties[side].pull() { wires[side].append(frame) }
        case 65..<94: try deliver(from: side)
        case 94..<96: disconnect()
        case 96..<99: try reconnect()
        default: try restart(side)
        }
    }

    private mutating func submission() throws -> Submission {
        submitted += 1
        let channel = ["csirt", "nrrc"].randomElement(using: &random) ?? "csirt"
        let precedence = Precedence.allCases.randomElement(using: &random) ?? .routine
        let size = [0, 10, 100, Limits.chunkBytes, 3 * Limits.chunkBytes + 7].randomElement(using: &random)
        return try Sample.submission(submitted, stream: Sample.stream(channel, precedence), size: size)
    }

    private mutating func deliver(from side: Int) throws {
        guard !wires[side].isEmpty else { return }
        try parties[1 - side].receive(wires[side].removeFirst())
    }

    private mutating func disconnect() {
        for side in 0...1 { parties[side].disconnect() }
        wires = [[], []]
    }

    private mutating func reconnect() throws {
        disconnect()
        for side in 0...1 { try parties[side].connect() }
    }

    private mutating func restart(_ side: Int) throws {
        disconnect()
        epochs += 1
        try parties[side].reopen(epoch: Sample.epoch(epochs))
    }

    /// Delivers and commits until nothing moves.
    private mutating func settle() throws {
        var moved = true
        while moved {
            moved = false
            for side in 0...1 {
                while let frame = try parties[side].pull() { wires[side].append(frame) }
                moved = moved || !wires[side].isEmpty
                while !wires[side].isEmpty { try deliver(from: side) }
            }
            for side in 0...1 where try parties[side].commit() != nil { moved = true }
        }
    }
}

@Suite("Any interleaving")
struct RandomWalkTests {
    @Test(
        "whatever is cut, restarted and delayed, each statement is delivered once, in stream order, with its receipt",
        arguments: UInt64(1)...20)
    func walk(_ seed: UInt64) throws {
        var walk = try Walk(seed: seed)
        try walk.run(steps: 600)
        for side in 0...1 { try check(from: walk.parties[side], to: walk.parties[1 - side]) }
        #expect(statements(walk.parties[0]) == statements(walk.parties[1]), "both logs hold the same")
        #expect(walk.parties.allSatisfy { $0.own.count > 10 })
    }

    private func statements(_ party: MemoryParty) -> Set<Digest> {
        Set((party.own.map(\.durable.signed) + party.taken.map(\.durable.signed)).map(\.digest))
    }

    private func check(from sender: MemoryParty, to receiver: MemoryParty) throws {
        let sent = Dictionary(grouping: sender.own.map(\.durable.signed.statement), by: \.stream)
        let delivered = Dictionary(grouping: receiver.delivered, by: \.stream)
        #expect(sent == delivered)
        #expect(sender.unreceipted.isEmpty)
        for own in sender.own {
            let receipt = try #require(own.receipt)
            let leaf = own.durable.signed.leafHash
            #expect(receipt.leaf == leaf)
            _ = try receipt.receipt().verify(leaves: [leaf], owner: receiver.identity.line, peer: receiver.peer.name)
            #expect(receiver.leaves[Int(receipt.inclusion.leafIndex)].bytes == own.durable.signed.bytes)
        }
        #expect(receiver.head.root == (try MerkleTree.root(size: receiver.head.size, reader: receiver.hashes)))
    }
}
