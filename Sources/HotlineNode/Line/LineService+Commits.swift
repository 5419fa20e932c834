internal import HotlineControl
internal import HotlineCrypto
internal import HotlineProtocol
internal import HotlineStore
internal import Logging

extension LineService: CommitListener {
    /// A commit of this line has returned: receipts are owed, statements are to be sent, people are to be told.
    func committed(_ commit: LineCommit) {
        for (number, failure) in commit.broken { fail(number, failure) }
        for (number, statement) in commit.arrived { sessions[number]?.machine.committed([statement]) }
        let own = commit.durable?.statements.filter(\.isOwn) ?? []
        for statement in own {
            for number in sessions.keys { sessions[number]?.machine.wake(statement.signed.statement.stream) }
        }
        for session in sessions.values { session.signal.yield() }
        if let durable = commit.durable { announce(durable.batch) }
    }

    /// The disk was full: what came in this session comes again in a later one.
    func notStored(_ number: UInt64) { leave(number, with: .unavailable) }

    private func announce(_ batch: LogBatch) {
        for entry in batch.entries {
            switch entry.content {
            case .own(let signed, _): publish(Self.event(signed.statement, own: true), message: signed.key(isOwn: true))
            case .peer(let verified, .delivered):
                publish(Self.event(verified.statement, own: false), message: verified.signed.key(isOwn: false))
            case .peer(let verified, .refused(let code)):
                logger.warning("statement refused", metadata: ["code": "\(code.rawValue)"])
                publish(.messageRefused, message: verified.signed.key(isOwn: false), reason: code.rawValue)
            case .peer(_, .repeated), .opening, .peerHead: break
            }
        }
        for record in batch.receipts {
            publish(.messageReceipted, message: MessageKey(id: record.messageID, isOwn: true))
        }
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
        sessions[number]?.failure = failure
        sessions[number]?.ending.finish()
    }
}

extension SignedStatement {
    func key(isOwn: Bool) -> MessageKey { MessageKey(id: statement.messageID, isOwn: isOwn) }
}
