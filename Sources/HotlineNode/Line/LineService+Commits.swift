internal import HotlineControl
internal import HotlineCrypto
internal import HotlineProtocol
internal import HotlineStore
internal import Logging

extension LineService: CommitListener {
    /// A commit of this line has returned: receipts are owed, statements are to be sent, people are to be told.
    func committed(_ commit: LineCommit) {
        if let batch = commit.durable?.batch { hashes.add(batch) }
        for (number, failure) in commit.broken { fail(number, failure) }
        for (number, statement) in commit.arrived { sessions[number]?.machine.committed([statement]) }
        for (number, statement) in commit.again { sessions[number]?.machine.answer(statement) }
        for entry in commit.durable?.batch.entries ?? [] {
            guard case .own(let signed, let body) = entry.content else { continue }
            if !sessions.isEmpty { recent.add(signed, body) }
            for number in sessions.keys { sessions[number]?.machine.wake(signed.statement.stream) }
        }
        for (number, checkpoint) in commit.witnessed { answer(checkpoint, in: number) }
        for case .own(let cosigned) in commit.durable?.batch.checkpoints ?? [] { self.cosigned(cosigned) }
        for session in sessions.values { session.signal.yield() }
        if let durable = commit.durable { announce(durable.batch) }
    }

    /// The disk was full: what came in this session comes again in a later one.
    func notStored(_ number: UInt64) { leave(number, with: .unavailable) }

    private func announce(_ batch: LogBatch) {
        for entry in batch.entries {
            switch entry.content {
            case .own(let signed, _): publish(signed.statement, own: true)
            case .peer(let verified, .delivered): publish(verified.statement, own: false)
            case .peer(let verified, .refused(let code)):
                logger.warning("statement refused", metadata: ["code": "\(code.rawValue)"])
                let key = MessageKey(id: verified.statement.messageID, isOwn: false)
                publish(.messageRefused, message: key, reason: code.rawValue)
            case .erasure(let erasure): logger.notice("bodies erased", metadata: ["count": "\(erasure.leaves.count)"])
            case .peer(_, .repeated), .peer(_, .loggedAgain), .opening, .peerHead: break
            }
        }
        for record in batch.receipts {
            publish(
                .messageReceipted, message: MessageKey(id: record.messageID, isOwn: true), receipt: record.receipt)
        }
    }

    private func publish(_ statement: Statement, own: Bool) {
        let event = Self.event(statement, own: own)
        let isAwaited = statement.acknowledgeBy != nil || event != .messageStored && event != .messageReceived
        publish(event, message: MessageKey(id: statement.messageID, isOwn: own), changesDeadlines: isAwaited)
    }

    private static func event(_ statement: Statement, own: Bool) -> NodeEvent.Name {
        switch statement.kind {
        case .acknowledgement: .messageAcknowledged
        case .refusal: .messageRefused
        default: own ? .messageStored : .messageReceived
        }
    }

    /// A session failed through what the peer did: its runner ends it.
    private func fail(_ number: UInt64, _ failure: SessionFailure) {
        guard let session = sessions[number] else { return judgeLate(failure) }
        session.failure = failure
        session.ending.finish()
    }
}
