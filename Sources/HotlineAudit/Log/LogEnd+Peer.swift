internal import HotlineCrypto
internal import HotlineProtocol

extension LogEnd {
    /// The largest head held of the peer is the last one in the log, or one that a checkpoint brought. Of a log in which the peer
    /// went on there may be none yet.
    func checkHeld() throws(AuditFinding) {
        guard context.source.contents.contains(.streams), now.peerOpening == context.log.peerOpening else { return }
        let held = try head(context.log.held)
        let logged = state.history.logged
        let isSame = held?.bytes == logged?.bytes
        let goesOn = context.log.predecessor != nil && logged == nil
        let isFormer = context.formerPeerLogs.contains { $0.opening.origin == logged?.head.origin }
        let isWitnessed = held.map(state.history.isWitnessed) ?? false
        guard isSame || isWitnessed || goesOn || (isFormer && held == nil) else {
            throw heldFinding("it is not the last one in the log, and no checkpoint brought it")
        }
        let largest = try head(now.held)?.head.size ?? 0
        guard max(state.history.largestReceipted, state.history.largestWitnessed) <= largest else {
            throw heldFinding("a receipt or a checkpoint stands on a larger one")
        }
    }

    /// Heads of other logs of the peer are of such as are known here, and no larger than what was held when the next one came.
    func checkPeerLogs() throws(AuditFinding) {
        for former in context.formerPeerLogs {
            let largest = state.history.largest(of: former.opening.origin)
            guard largest <= former.held?.head.size ?? 1 else {
                throw heldFinding(
                    "a head of \(former.opening.origin) has \(largest) entries, more than were held of it")
            }
        }
        guard let unknown = state.history.formerLogs.subtracting(search.peerLogs).min(by: { "\($0)" < "\($1)" }) else {
            return
        }
        throw heldFinding("there are heads of \(unknown), whose entry 0 is not there")
    }

    private func head(_ bytes: [UInt8]?) throws(AuditFinding) -> SignedHead? {
        do {
            return try bytes.map { try context.heads.head($0) }
        } catch {
            throw heldFinding("\(error)")
        }
    }

    private func heldFinding(_ what: String) -> AuditFinding {
        AuditFinding(.peerHead, place: "the largest head held of the peer's log", what)
    }
}
