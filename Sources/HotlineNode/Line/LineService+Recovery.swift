internal import HotlineControl
internal import HotlineCrypto
internal import HotlineProtocol
internal import HotlineStore
internal import Logging

extension LineService {
    /// What the peer has given back so far, over one session; nothing of it is in a log yet.
    struct Taking: Sendable {
        let session: UInt64
        let predecessor: Predecessor
        var returned: [(verified: VerifiedStatement, body: KeptBody)] = []
    }

    static let nothingGivenBack =
        "the peer gives nothing back: its line is stopped for its own database, or its version cannot; ask its operators"

    /// How a session begins; no session while the line is stopped for something that no session mends.
    var standing: SessionMachine.Standing {
        get throws {
            guard stopped != nil else { return .open }
            switch cause {
            case .thisNodeRolledBack where isRecovering, .ownFork where isRecovering: return .recovering
            case .peerRolledBack: return .waiting
            case .fork where isRecovering: return .waiting
            case .thisNodeRolledBack, .ownFork, .fork, nil: throw SessionOver.stopped
            }
        }
    }

    /// An operator wants the line to go on after a rollback.
    func recover() throws(ControlError) {
        guard stopped != nil else {
            throw ControlError(.notStopped, "the line with \(peer.name) is not stopped: there is nothing to recover")
        }
        switch cause {
        case .thisNodeRolledBack, .ownFork, .fork: isRecovering = true
        case .peerRolledBack:
            throw ControlError(
                .notAvailable, "the database of \(peer.name) was rolled back, not this node's",
                remedy: "it recovers there (hotline line recover); this line then goes on by itself")
        // Stopped by a version that did not record why: the next HELLO tells.
        case nil: try resume()
        }
        logger.notice("recovery begun", metadata: ["cause": "\(cause.map { "\($0)" } ?? "unknown")"])
        lastError = nil
        dial.use([], at: context.clock.now())
        dial.use(routes, at: context.clock.now())
        dialSignal.yield()
    }

    private func resume() throws(ControlError) {
        do {
            try context.store.resumeLine(id)
        } catch {
            ProcessEnd.ifFailed(error, logger)
            throw ControlError(.internal, "\(error)")
        }
        stopped = nil
    }

    /// A recovery is given up for what the peer did or showed; the line stays stopped.
    func stopRecovering(because failure: SessionFailure) {
        lastError = failure.description
        guard isRecovering, cause?.isOwn == true else { return }
        switch failure {
        // A second session that began before the line stopped finds the same: that is why it recovers.
        case .timeout, .rolledBack, .ownFork: return
        case .violation, .gap, .equivocation, .conflict, .peerRolledBack: break
        }
        if case .peerRolledBack = failure { lastError = "\(failure); neither node can give back what both have lost" }
        isRecovering = false
        logger.critical("recovery failed", metadata: ["reason": "\(failure)"])
    }

    static func shown(_ cause: StopCause) -> LineStatus.StoppedCause {
        switch cause {
        case .thisNodeRolledBack, .ownFork: .thisNodeRolledBack
        case .peerRolledBack: .peerRolledBack
        case .fork: .fork
        }
    }

    /// The last own statement with a receipt of each stream: what follows is wanted back.
    func receiptedTails() throws -> [HeldStream] {
        try context.store.lastReceipted(line: id).sorted { $0.key < $1.key }.map { stream, message in
            let ordinal = message.signed.statement.ordinal
            return HeldStream(stream: stream, tail: StreamTail(ordinal: ordinal, digest: message.signed.digest))
        }
    }
}

extension RecoverySummary {
    /// What the store made of a recovery.
    init?(_ line: SucceededLine) {
        guard let before = line.record.opening.predecessor else { return nil }
        self.init(
            predecessor: LogHead(origin: "\(before.origin)", size: before.size, root: "\(before.root)"),
            restored: line.restored, issuedAgain: line.issuedAgain)
    }
}
