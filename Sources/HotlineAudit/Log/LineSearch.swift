internal import HotlineProtocol

/// Looks through the logs of a line for what one of them says is elsewhere. It reads from the ends of the logs back, since most
/// of what is looked for is near to where a log was followed, and ends where everything was found.
struct LineSearch {
    private let context: LogContext
    /// The logs before this one, the nearest first.
    private let before: [LogContext]
    /// The logs after it, the nearest first.
    private let after: [LogContext]
    private let pace: AuditPace
    private var open: [Elsewhere.Claim] = []

    /// - Throws: `AuditFinding`, or what the source throws.
    init(_ context: LogContext, among logs: [AuditLog], keys: AuditKeys, pace: AuditPace) throws {
        self.context = context
        self.pace = pace
        let all = { (chain: [AuditLog]) in try chain.map { try LogContext($0, in: context.source, keys: keys) } }
        before = try all(LogChain.before(context.log, among: logs))
        after = try all(LogChain.after(context.log, among: logs))
    }

    /// The peer's logs that are known beside any of the line's logs.
    var peerLogs: Set<LogOrigin> { ([context] + before + after).reduce(into: []) { $0.formUnion($1.peerLogs) } }

    /// - Returns: what is wrong: the claims that nothing bears out, in their order.
    mutating func unmet(_ claims: [Elsewhere.Claim]) throws -> [AuditFinding] {
        guard context.source.contents.contains(.rows) else { return [] }
        open = claims
        try search(context, for: [.earlier]) { index, claim in index < claim.leaf }
        for log in before { try search(log, for: [.earlier, .before]) { _, _ in true } }
        for log in after { try search(log, for: [.after]) { _, _ in true } }
        return open.sorted { $0.leaf < $1.leaf }.map(\.finding)
    }

    /// The size of a log before this one; nil where it is none of them.
    func size(before log: LogOrigin) -> UInt64? { before.first { $0.origin == log }?.log.size }

    /// The leaves of this log whose bodies records in the logs after it say were erased.
    func erasedLater() throws -> Set<UInt64> { try erased(in: context, by: after) }

    private func erased(in log: LogContext, by later: [LogContext]) throws -> Set<UInt64> {
        var leaves: Set<UInt64> = []
        for one in later {
            try backwards(one) { leaf in
                leaves.formUnion(leaf.erased(in: log, by: one))
                return true
            }
        }
        return leaves
    }

    /// The messages among these that a log before this one has, each with whether a record there says that its body was erased.
    func isErased(_ statements: [UInt64: Statement]) throws -> [UInt64: Bool] {
        guard !statements.isEmpty, context.source.contents.contains(.rows) else { return [:] }
        var leaves: [[UInt8]: UInt64] = [:]
        for (leaf, statement) in statements { leaves[statement.messageID.bytes] = leaf }
        var found: [UInt64: Bool] = [:]
        for (place, log) in before.enumerated() {
            let covered = try erased(in: log, by: [context] + before[...place])
            try backwards(log) { leaf in
                guard let row = leaf.row, row.isOwn, let own = leaves[row.messageID] else { return true }
                found[own] = found[own] == true || covered.contains(leaf.index)
                return true
            }
        }
        return found
    }

    /// - Parameter isPlace: whether what stands at a leaf may bear a claim out.
    private mutating func search(
        _ log: LogContext, for places: Set<Elsewhere.Place>, _ isPlace: (UInt64, Elsewhere.Claim) -> Bool
    ) throws {
        var wanted = Dictionary(grouping: open.filter { places.contains($0.place) }, by: \.wanted.mark)
        guard !wanted.isEmpty else { return }
        try backwards(log) { leaf in
            for mark in leaf.row?.marks ?? [] {
                guard let claims = wanted[mark], claims.contains(where: { isPlace(leaf.index, $0) }),
                    case .statement(let found)? = try? LeafCheck(context: log).check(leaf).content.get()
                else { continue }
                let rest = claims.filter { !(isPlace(leaf.index, $0) && $0.wanted.isMet(by: found)) }
                wanted[mark] = rest.isEmpty ? nil : rest
            }
            return !wanted.isEmpty
        }
        open = open.filter { !places.contains($0.place) } + wanted.values.flatMap(\.self)
    }

    /// The leaves of a log from the last to the first, until one says that it is enough.
    private func backwards(_ log: LogContext, _ take: (AuditLeaf) throws -> Bool) throws {
        let page = UInt64(AuditLimits.pageRows)
        var end = log.log.size
        while end > 0 {
            try pace.breathe()
            let start = end - min(end, page)
            let leaves = try log.source.leaves(of: log.log, from: start, limit: Int(end - start))
            for leaf in leaves.reversed() where leaf.index < end {
                guard try take(leaf) else { return }
            }
            end = start
        }
    }
}

/// The logs of a line as they follow each other.
enum LogChain {
    /// The logs that a log follows, the nearest first.
    static func before(_ log: AuditLog, among logs: [AuditLog]) -> [AuditLog] {
        var found: [AuditLog] = []
        var next = log.predecessor
        while let id = next, id != log.id, !found.contains(where: { $0.id == id }),
            let before = logs.first(where: { $0.id == id })
        {
            found.append(before)
            next = before.predecessor
        }
        return found
    }

    /// The logs that follow a log, the nearest first.
    static func after(_ log: AuditLog, among logs: [AuditLog]) -> [AuditLog] {
        logs.filter { later in before(later, among: logs).contains { $0.id == log.id } }
    }
}

extension AuditLeaf {
    /// The leaves of `log` whose bodies it says were erased, as a leaf of `own`; none where it is no record that the logs' owner
    /// signed.
    fileprivate func erased(in log: LogContext, by own: LogContext) -> [UInt64] {
        guard type == LeafCheck.LeafType.erasure,
            case .erasure(let record)? = try? LeafCheck(context: own).check(self).content.get(),
            record.log == log.origin
        else { return [] }
        return record.leaves
    }
}
