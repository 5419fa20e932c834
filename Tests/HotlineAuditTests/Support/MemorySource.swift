import HotlineAudit
import HotlineCrypto
import HotlineProtocol
import HotlineTestSupport
import TransparencyLog

/// Logs in memory, leaves alone: what an export of the barest kind would have.
struct MemorySource: AuditSource {
    let place = "memory"
    let contents: AuditContents = []
    var kept: [(log: AuditLog, leaves: [AuditLeaf])]

    func logs() -> [AuditLog] { kept.map(\.log) }

    func leaves(of log: AuditLog, from index: UInt64, limit: Int) -> [AuditLeaf] {
        let all = kept.first { $0.log.id == log.id }?.leaves ?? []
        return Array(all.dropFirst(Int(index)).prefix(limit))
    }

    func hashes(of log: AuditLog, from position: UInt64, limit: Int) -> [Digest] { [] }
    func heads(of log: AuditLog, above size: UInt64, limit: Int) -> [AuditHead] { [] }
    func checkpoints(of log: AuditLog, after: AuditCheckpoint?, limit: Int) -> [AuditCheckpoint] { [] }
    func streams(of log: AuditLog) -> [AuditStream] { [] }
    func body(of log: AuditLog, leaf index: UInt64) -> (any AuditBody)? { nil }
}

/// Two logs of alpha's line with beta: the second follows the first after a recovery.
struct TwoLogs {
    let keys: AuditKeys
    private let alpha: TestIdentity
    private let beta: TestIdentity
    private let first: [[UInt8]]

    init() throws {
        (alpha, beta) = (try .alpha(), try .beta())
        keys = AuditKeys([alpha.line, beta.line])
        first = try Self.said(opening: try Sample.opening(alpha, beta), alpha, beta, epoch: 1, count: 3)
    }

    /// The root of the first log's first leaves.
    func root(size: Int) -> Digest {
        var frontier = TreeFrontier()
        for leaf in first.prefix(size) { _ = frontier.append(MerkleTree.leafHash(leaf)) }
        return frontier.root
    }

    /// - Parameters:
    ///   - size: what entry 0 of the second log names of the first.
    ///   - isSucceeded: what the first log's row says.
    func source(size: UInt64, root: Digest, isSucceeded: Bool = true) throws -> MemorySource {
        let origins = (try Sample.origin(alpha, beta), try Sample.origin(alpha, beta, id: 0xA2))
        let opening = try LogOpening(
            origin: origins.1, owner: alpha.key, peer: beta.line.key,
            predecessor: Predecessor(origin: origins.0, size: size, root: root), at: Sample.time)
        let second = try Self.said(opening: opening, alpha, beta, epoch: 2, count: 2)
        return MemorySource(kept: [
            (log(1, origins.0, first, isSucceeded: isSucceeded), leaves(first)),
            (log(2, origins.1, second, predecessor: 1), leaves(second)),
        ])
    }

    private static func said(
        opening: LogOpening, _ alpha: TestIdentity, _ beta: TestIdentity, epoch: UInt8, count: UInt64
    ) throws -> [[UInt8]] {
        var ledger = LineLedger(new: opening, epoch: try Sample.epoch(epoch))
        for number in 0..<count {
            try ledger.issue(
                try Sample.submission(UInt64(epoch) * 100 + number), agreement: .builtIn, key: alpha.key,
                at: Sample.time)
        }
        return ledger.seal(at: Sample.time).entries.map(\.bytes)
    }

    private func log(
        _ id: Int64, _ origin: LogOrigin, _ leaves: [[UInt8]], predecessor: Int64? = nil, isSucceeded: Bool = false
    ) -> AuditLog {
        AuditLog(
            id: id, origin: "\(origin)", owner: "\(alpha.line)", peer: "\(beta.line)", size: UInt64(leaves.count),
            peerOpening: nil, held: nil, predecessor: predecessor, isSucceeded: isSucceeded, stoppedReason: nil)
    }

    private func leaves(_ bytes: [[UInt8]]) -> [AuditLeaf] {
        bytes.enumerated().map { index, bytes in
            AuditLeaf(index: UInt64(index), type: index == 0 ? 0 : 1, bytes: bytes, row: nil)
        }
    }
}
