internal import HotlineProtocol
internal import HotlineStore

/// Bodies that are to be erased in one commit: of one line, in whichever of its logs, for one reason.
struct ErasureOrder: Sendable {
    /// The rows of their statements, at most `Limits.erasedLeaves`.
    let rows: [Int64]
    let reason: ErasureReason
    /// How much of the database is overwritten.
    let bytes: Int

    /// The order for the others.
    func without(_ left: Set<Int64>) -> ErasureOrder {
        ErasureOrder(rows: rows.filter { !left.contains($0) }, reason: reason, bytes: bytes)
    }
}

/// What became of an order, once what it erased is committed.
struct ErasureOutcome: Hashable, Sendable {
    /// The rows whose bodies this order erased.
    var erased: [Int64] = []
    /// The others, each with its reason.
    var obstacles: [Int64: ErasureObstacle] = [:]
}

/// Why a body is not erased.
enum ErasureObstacle: Hashable, Sendable {
    /// It was erased before.
    case erased
    /// It was never kept: the statement was refused, or repeated an earlier one.
    case noBody
    /// The peer's receipt is not here, so the body may have to be sent.
    case unreceipted
    /// An acknowledgement is awaited until then, for which an officer has to read it.
    case awaited(UTCTime)
}

extension KeptBodyRecord {
    /// What keeps it from being erased at a time; nil where nothing does. An acknowledgement that is overdue is no reason: the
    /// alarm was raised, and may never be answered.
    func obstacle(at time: UTCTime) -> ErasureObstacle? {
        if isUnreceipted { return .unreceipted }
        if let awaitedUntil, awaitedUntil > time { return .awaited(awaitedUntil) }
        return nil
    }
}

extension [KeptBodyRecord] {
    /// Those of each log together, in the order of the logs' rows.
    var byLog: [(log: LogOrigin, bodies: [KeptBodyRecord])] {
        Dictionary(grouping: self, by: \.line).sorted { $0.key.rawValue < $1.key.rawValue }
            .map { ($0.value[0].log, $0.value) }
    }
}
