internal import HotlineControl
internal import HotlineCrypto
internal import HotlineProtocol
internal import HotlineStore

extension LineService {
    /// The line as `status` shows it.
    func status() async throws -> LineStatus {
        let held = await context.commits.ledger(of: id)?.state.held?.head
        let head = try context.store.head(of: id)
        let current = arbiter.current.flatMap { sessions[$0.number] }
        return LineStatus(
            peer: peer.name.text, verified: verifiedAt != nil, state: state, stoppedReason: stopped,
            stoppedCause: cause.map(Self.shown), recovery: recovered,
            route: current?.remote, session: arbiter.current?.number,
            connectedSince: current?.connectedAt.map { ControlTime.text($0) },
            queued: try context.store.queuedCount(line: id), overdue: try overdue(),
            clockSkewSeconds: current?.clockSkew.map { Int($0 / 1000) },
            log: LogHead(origin: "\(head.origin)", size: head.size, root: "\(head.root)"),
            peerLog: held.map { LogHead(origin: "\($0.origin)", size: $0.size, root: "\($0.root)") },
            lastError: lastError)
    }

    /// How much of a message's content was given to the socket; nil while it is not on its way.
    func transferred(_ message: MessageID) -> Int? {
        sessions.values.flatMap(\.machine.transfers).filter { $0.messageID == message }.map(\.sent).max()
    }

    /// Which of these statements' bodies are on their way. A receipt may be here meanwhile: an earlier session brought that.
    func sending(_ rows: [Int64]) -> Set<Int64> {
        Set(sessions.values.flatMap(\.machine.transfers).map(\.position)).intersection(rows)
    }

    private var state: LineStatus.State {
        if stopped != nil { return isRecovering ? .recovering : .stopped }
        if arbiter.current != nil { return .connected }
        return routes.isEmpty ? .disconnected : .connecting
    }

    private func overdue() throws -> Int {
        try context.store.overdueCount(line: id, at: context.clock.utc())
    }

    /// What a submitter is to know.
    var warnings: [String] {
        var warnings: [String] = []
        if verifiedAt == nil {
            warnings.append(
                "the peer is not verified: compare the safety number over another medium (hotline peer verify \(peer.name))"
            )
        }
        if let stopped { warnings.append("the line is stopped, the message waits: \(stopped)") }
        return warnings
    }
}
