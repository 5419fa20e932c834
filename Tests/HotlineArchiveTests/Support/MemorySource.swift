import HotlineAudit
import HotlineCrypto
import HotlineProtocol
import HotlineTestSupport
import TransparencyLog

/// What one side of a line has stored, as its commits made it: a source in memory.
struct MemorySource: AuditSource {
    struct MemoryBody: AuditBody {
        let salt: [UInt8]
        var rest: [UInt8]?

        mutating func next() -> [UInt8]? {
            defer { rest = nil }
            return rest?.isEmpty == false ? rest : nil
        }
    }

    let place = "memory"
    var log: AuditLog
    var leaves: [AuditLeaf] = []
    var hashes: [Digest] = []
    var heads: [AuditHead] = []
    var checkpoints: [AuditCheckpoint] = []
    var bodies: [UInt64: SaltedBody] = [:]
    var streams: [AuditStream] = []

    func logs() -> [AuditLog] { [log] }

    func leaves(of log: AuditLog, from index: UInt64, limit: Int) -> [AuditLeaf] {
        Array(leaves.prefix(Int(log.size)).dropFirst(Int(index)).prefix(limit))
    }

    func hashes(of log: AuditLog, from position: UInt64, limit: Int) -> [Digest] {
        Array(hashes.prefix(Int(MerkleTree.storedCount(size: log.size))).dropFirst(Int(position)).prefix(limit))
    }

    func heads(of log: AuditLog, above size: UInt64, limit: Int) -> [AuditHead] {
        Array(heads.filter { $0.size > size && $0.size <= log.size }.prefix(limit))
    }

    func checkpoints(of log: AuditLog, after previous: AuditCheckpoint?, limit: Int) -> [AuditCheckpoint] {
        let start = previous.flatMap { checkpoints.firstIndex(of: $0) }.map { $0 + 1 } ?? 0
        return Array(checkpoints.dropFirst(start).prefix(limit))
    }

    func streams(of log: AuditLog) -> [AuditStream] { streams }

    func body(of log: AuditLog, leaf index: UInt64) -> (any AuditBody)? {
        bodies[index].map { MemoryBody(salt: $0.salt, rest: $0.content) }
    }
}
