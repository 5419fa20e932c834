import HotlineCrypto
import HotlineProtocol
import Testing
import TransparencyLog

@testable import HotlineStore

/// SplitMix64 (Steele, Lea and Flood, 2014): the same numbers for the same seed everywhere.
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

@Suite("The stored log")
struct LedgerPropertyTests {
    @Test("after any batches and restarts the store gives the ledger's own state", arguments: [1, 2, 3, 4] as [UInt64])
    func state(seed: UInt64) async throws {
        var random = SplitMix64(seed: seed)
        let line = try TestLine()
        var unreceipted: [DurableBatch] = []
        for _ in 0..<25 {
            switch random.next() % 5 {
            case 0, 1:
                let taken = try await line.deliver(try await line.say(try Self.submissions(line, &random)))
                unreceipted.append(taken)
            case 2:
                try await line.deliverBack(try await line.answer(try Self.submissions(line, &random)))
            case 3:
                guard !unreceipted.isEmpty else { continue }
                try await line.receipt(unreceipted.remove(at: Int(random.next() % UInt64(unreceipted.count))))
            default:
                try Self.restart(line)
            }
            try Self.compare(line)
        }
        try Self.restart(line)
        try Self.compare(line)
        try Self.checkLog(line.alpha.store, line.alphaLine)
        try Self.checkLog(line.beta.store, line.betaLine)
    }

    private static func submissions(_ line: TestLine, _ random: inout SplitMix64) throws -> [Submission] {
        try (0...Int(random.next() % 4)).map { _ in
            let precedence = try present(Precedence.allCases.randomElement(using: &random))
            let channel = try present(["csirt", "nrrc", "officials"].randomElement(using: &random))
            return try line.submission("text \(random.next() % 100)", channel: channel, precedence)
        }
    }

    private static func restart(_ line: TestLine) throws {
        try line.alpha.close()
        try line.alpha.reopen()
        try line.beta.close()
        try line.beta.reopen()
        line.alphaLedger = try line.alpha.ledger(line.alphaLine)
        line.betaLedger = try line.beta.ledger(line.betaLine)
    }

    private static func compare(_ line: TestLine) throws {
        #expect(try line.alpha.store.ledgerState(of: line.alphaLine.id) == line.alphaLedger.state)
        #expect(try line.beta.store.ledgerState(of: line.betaLine.id) == line.betaLedger.state)
    }

    /// Every leaf has its hash, and the log made anew from the leaves has the last head's root.
    private static func checkLog(_ store: SQLiteStore, _ line: LineRecord) throws {
        let head = try store.head(of: line.id)
        var frontier = TreeFrontier()
        while frontier.size < head.size {
            for leaf in try store.leaves(of: line.id, from: frontier.size, limit: 7) {
                #expect(leaf.index == frontier.size && leaf.leafHash == MerkleTree.leafHash(leaf.bytes))
                _ = frontier.append(leaf.leafHash)
            }
        }
        #expect(frontier.root == head.root)
        #expect(try MerkleTree.root(size: head.size, reader: store.hashes(of: line.id)) == head.root)
    }
}
