internal import HotlineControl
internal import HotlineCrypto
internal import HotlineProtocol
internal import HotlineStore
internal import HotlineTransport
internal import Logging

extension LineService {
    /// This side ends all sessions of the line.
    func leave(_ reason: ByeReason) {
        isLeaving = true
        context.admission.expect(routes: [], line: id.rawValue)
        for number in sessions.keys { leave(number, with: .leaving(reason)) }
        giveUpAll()
        dialSignal.finish()
    }

    func leave(_ number: UInt64, with reason: SessionOver) {
        sessions[number]?.leaving = reason
        sessions[number]?.ending.finish()
    }

    /// Why this side ended the session.
    func end(of number: UInt64) -> any Error { sessions[number]?.end ?? SessionOver.closed }

    func publish(
        _ event: NodeEvent.Name, message: MessageKey? = nil, reason: String? = nil, receipt: VerifiedReceipt? = nil,
        changesDeadlines: Bool = false
    ) {
        context.events.publish(
            NodeChange(
                event: event, at: context.clock.utc(), peer: peer.name.text, message: message, reason: reason,
                receipt: receipt,
                changesDeadlines: changesDeadlines || event == .peerChanged))
    }

    /// A connection is over.
    /// - Returns: the last frames to send.
    func close(_ number: UInt64, because end: any Error) async -> [Frame] {
        ProcessEnd.ifFailed(end, logger)
        let wasCurrent = arbiter.current?.number == number
        let session = sessions.removeValue(forKey: number)
        giveUpCredit()
        let reason = judge(session?.failure ?? end, of: session)
        arbiter.ended(number)
        disconnect(number, wasCurrent: wasCurrent, because: reason)
        if wasCurrent {
            settleRequests(.disconnected)
            publish(.lineDisconnected, reason: Self.words(reason))
        }
        await discardSpools(of: session)
        write(.info, "session ended", ["session": "\(number)", "reason": "\(Self.words(reason))"])
        return lastFrames(farewell(reason, wasCurrent: wasCurrent), of: session)
    }

    /// The line has no session any more, where this was its last one.
    private func disconnect(_ number: UInt64, wasCurrent: Bool, because reason: any Error) {
        let wasCarrying = carrying == number
        if wasCarrying { (carrying, taking) = (nil, nil) }
        guard wasCurrent || wasCarrying, carrying == nil, arbiter.current == nil else { return }
        dial.disconnected(at: context.clock.now(), jitter: context.jitter(), afterFailure: Self.mayRecur(reason))
        dialSignal.yield()
    }

    /// A peer that was rolled back learns of it from this node's HELLO, and the one that said so may not have reached it.
    private func lastFrames(_ farewell: Frame?, of session: Session?) -> [Frame] {
        guard let farewell else { return [] }
        guard farewell == .error(.stopped), let hello = session?.machine.withheld else { return [farewell] }
        return [.hello(hello), farewell]
    }

    /// Whether it ended through what was said in it or what is stored here, and the next may end so too. A route that broke is
    /// dialled at once.
    static func mayRecur(_ end: any Error) -> Bool {
        switch end {
        case SessionFailure.timeout: false
        case is SessionFailure, is FrameError, is StoreError, SessionOver.unavailable: true
        case SessionOver.ended(.error(let code)): code != .timeout
        default: false
        }
    }

    /// What is known from another session must not be held against a HELLO that is older.
    private func judge(_ end: any Error, of session: Session?) -> any Error {
        guard let session, let failure = end as? SessionFailure else { return end }
        let known = session.machine.line.peerOpening
        let isOfFormerLog =
            failure.cause == .peerRolledBack && (isFollowing || (known != nil && known != peerOpening))
        let isOvertaken = failure.mayBeOvertaken(startedAt: session.startedAt, lastReceiptAt: lastReceiptAt)
        return isOfFormerLog || isOvertaken ? SessionOver.overtaken : end
    }

    private func farewell(_ end: any Error, wasCurrent: Bool) -> Frame? {
        switch end {
        case let failure as SessionFailure where stopped != nil && !isWorse(failure):
            // The evidence is kept since the line was stopped.
            stopRecovering(because: failure)
            return .error(failure.stopsLine ? .stopped : failure.code)
        case let failure as SessionFailure:
            lastError = failure.description
            write(.error, "session failed", ["reason": "\(failure)"])
            keepEvidence(failure)
            return .error(failure.code)
        case let failure as FrameError:
            lastError = failure.description
            write(.error, "session failed", ["reason": "\(failure)"])
            return .error(.violation)
        case SessionOver.leaving(let reason): return .bye(reason)
        case SessionOver.unavailable: return .error(.unavailable)
        case SessionOver.stopped: return .error(.stopped)
        case SessionOver.ended(.error(.stopped)) where isRecovering:
            lastError = Self.nothingGivenBack
            return nil
        default:
            if wasCurrent { lastError = Self.words(end) }
            return nil
        }
    }

    /// What the store found of a session that has ended meanwhile counts all the same.
    func judgeLate(_ failure: SessionFailure) { _ = farewell(failure, wasCurrent: false) }

    /// A line that waits for its peer's recovery stops anew where the peer shows what only operators can judge, or that it is
    /// this node that has lost something: the peer then waits for this one.
    private func isWorse(_ failure: SessionFailure) -> Bool {
        cause == .peerRolledBack && failure.stopsLine && failure.cause != .peerRolledBack
    }

    /// Two signed objects that cannot both be true are kept; a broken history stops the line.
    private func keepEvidence(_ failure: SessionFailure) {
        do {
            switch failure {
            case .equivocation(let held, let offered):
                try context.store.addEvidence(
                    id, reason: failure.description, objects: [held.bytes, offered.bytes], at: context.clock.utc())
            case .conflict(let conflict):
                // Entry 0 stands for the head of size 1 where none was held.
                let first = conflict.held == nil ? [peerOpening?.bytes].compactMap(\.self) : []
                try stop(failure, objects: first + conflict.objects)
            case .rolledBack(_, let offered), .ownFork(_, let offered):
                let newest = try SignedHead(signing: context.store.head(of: id), key: context.key)
                try stop(failure, objects: [newest.bytes] + [offered?.bytes].compactMap(\.self))
            case .peerRolledBack(_, let held, let offered):
                try stop(failure, objects: [held?.bytes].compactMap(\.self) + [offered.bytes])
            case .violation, .gap, .timeout: return
            }
        } catch {
            ProcessEnd.ifFailed(error, logger)
            logger.critical("the evidence could not be kept", metadata: ["reason": "\(error)"])
        }
    }

    private func stop(_ failure: SessionFailure, objects: [[UInt8]]) throws {
        // First of all nothing more is sent or receipted, even where the disk has no room for the evidence.
        (stopped, cause) = (failure.description, failure.cause)
        // A log that a recovery of this process made is stopped again: whatever that is, another recovery does not mend it.
        isRecovering = context.recoversAutomatically && cause == .thisNodeRolledBack && recovered == nil
        write(.critical, "line stopped", ["reason": "\(failure)"])
        for number in sessions.keys { leave(number, with: .stopped) }
        dialSignal.yield()
        publish(.lineStopped, reason: failure.description)
        try context.store.stopLine(
            id, reason: failure.description, cause: failure.cause, objects: objects, at: context.clock.utc())
    }

    static func words(_ end: any Error) -> String {
        switch end {
        case SessionOver.closed: "the connection closed"
        case SessionOver.leaving(let reason): "this side left: \(reason.rawValue)"
        case SessionOver.ended(.bye(let reason)): "the peer left: \(reason.rawValue)"
        case SessionOver.ended(.error(let code)): "the peer reported: \(code.rawValue)"
        case SessionOver.unavailable: "this node could not store what came"
        case SessionOver.stopped: "the line is stopped"
        case SessionOver.overtaken: "its HELLO was overtaken by another session"
        case is CancellationError: "the node is stopping"
        default: "\(end)"
        }
    }
}
