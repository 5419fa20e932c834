internal import HotlineCrypto
internal import HotlineProtocol
internal import Synchronization

/// Takes leaves in their order, one page after another, until one is wrong.
final class LeafTaker: Sendable {
    private struct Turn {
        var state: LogState
        var failure: (any Error)?
    }

    private let turn: Mutex<Turn>

    init(_ state: LogState) {
        turn = Mutex(Turn(state: state))
    }

    /// What was seen so far.
    var state: LogState { turn.withLock { $0.state } }
    /// The index of the next leaf.
    var next: UInt64 { turn.withLock { $0.state.next } }
    /// Why it ended.
    var failure: (any Error)? { turn.withLock { $0.failure } }

    func take(_ leaves: [CheckedLeaf]) {
        turn.withLock { turn in
            guard turn.failure == nil else { return }
            do {
                for leaf in leaves { try turn.state.take(leaf) }
            } catch {
                turn.failure = error
            }
        }
    }
}

/// How far an audit is.
public struct AuditProgress: Hashable, Sendable {
    /// The log that is read.
    public let log: String
    /// Leaves that were verified.
    public let leaves: UInt64
    /// Leaves that it has.
    public let size: UInt64
}

/// Reads a log from its first leaf to its last. Three stages run beside each other, each a page ahead of the next: reading,
/// checking each leaf by itself (on all cores), and taking the leaves in order. So memory is that of three pages.
struct LogScan {
    let context: LogContext
    let workers: Workers
    let report: @Sendable (AuditProgress) -> Void

    /// Takes all leaves below the log's size.
    ///
    /// - Throws: `AuditFinding` at the first wrong leaf, or what the source throws.
    func run(_ taker: LeafTaker) throws {
        var read = try page(from: 0)
        var checked: [CheckedLeaf] = []
        while !read.isEmpty || !checked.isEmpty {
            let (next, following) = try step(read, taking: checked, taker)
            if let failure = taker.failure { throw failure }
            report(AuditProgress(log: context.log.origin, leaves: taker.next, size: context.log.size))
            checked = next
            do {
                read = try following.get()
            } catch {
                // What is wrong in the page before comes first.
                taker.take(checked)
                throw taker.failure ?? error
            }
        }
        guard taker.next == context.log.size else {
            throw AuditFinding(.leaf, at: taker.next, "it is missing, and the log has \(context.log.size) leaves")
        }
    }

    /// One step of all stages: takes one page, checks the next, reads the one after.
    private func step(
        _ read: [AuditLeaf], taking checked: [CheckedLeaf], _ taker: LeafTaker
    ) throws -> ([CheckedLeaf], Result<[AuditLeaf], any Error>) {
        let following = Slot<Result<[AuditLeaf], any Error>>()
        let (check, after) = (LeafCheck(context: context), read.last.map { $0.index + 1 })
        let chunks = Self.chunks(read).map { (leaves: $0, slot: Slot<[CheckedLeaf]>()) }
        var jobs: [@Sendable () -> Void] = [
            { taker.take(checked) },
            { following.put(Result { try after.map(page) ?? [] }) },
        ]
        jobs += chunks.map { chunk in { chunk.slot.put(check.check(chunk.leaves)) } }
        try workers.run(jobs)
        return (chunks.flatMap { $0.slot.take() ?? [] }, following.take() ?? .success([]))
    }

    /// The leaves from an index on that belong to this log's size.
    func page(from index: UInt64) throws -> [AuditLeaf] {
        guard index < context.log.size else { return [] }
        let limit = Int(min(UInt64(AuditLimits.pageRows), context.log.size - index))
        return try context.source.leaves(of: context.log, from: index, limit: limit)
    }

    private static func chunks(_ leaves: [AuditLeaf]) -> [ArraySlice<AuditLeaf>] {
        stride(from: 0, to: leaves.count, by: AuditLimits.chunkLeaves).map {
            leaves[$0..<min($0 + AuditLimits.chunkLeaves, leaves.count)]
        }
    }
}
