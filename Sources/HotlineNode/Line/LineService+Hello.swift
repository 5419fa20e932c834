internal import HotlineControl
internal import HotlineCrypto
internal import HotlineProtocol
internal import HotlineStore
internal import Logging
internal import TransparencyLog

extension LineService {
    /// An acceptable HELLO: compare with the store, and let the one-session rule decide.
    func welcome(_ greeting: PeerGreeting, in number: UInt64) async throws {
        let state = await context.commits.ledger(of: id)?.state ?? LedgerState()
        try requireCurrent(greeting, state, number)
        let streams = state.ownTails.keys.sorted()
        let history = try history(heldHead: greeting.heldHead, named: greeting.hello.streams, streams: streams)
        if isRecovering, cause != .fork { return try await beginTakingBack(greeting, history, in: number) }
        if greeting.isSuccession {
            try await accept(greeting, history, in: number)
        } else if stopped != nil, cause != .peerRolledBack {
            throw SessionOver.stopped
        }
        try sessions[number]?.machine.resume(history, peerTails: state.peerTails)
        if cause == .peerRolledBack { try goOn() }
        if peerOpening == nil {
            try context.store.setPeerOpening(id, greeting.opening)
            peerOpening = greeting.opening
        }
        try admit(greeting, number)
    }

    /// The peer shows again all that it acknowledged, in the log that is known: its newer database is back.
    private func goOn() throws {
        try context.store.resumeLine(id)
        (stopped, cause) = (nil, nil)
        write(.notice, "the peer has again what it acknowledged", [:])
        publish(.peerChanged, reason: "restored")
    }

    /// What this session was opened with is still what is held: another session may have gone on meanwhile, and a fork
    /// could hide between the two. A peer that goes on in a new log is followed once, however many HELLOs name it.
    private func requireCurrent(_ greeting: PeerGreeting, _ state: LedgerState, _ number: UInt64) throws {
        guard let line = sessions[number]?.machine.line, line.held == state.held, !isFollowing,
            line.peerOpening == nil || line.peerOpening == peerOpening
        else { throw SessionOver.overtaken }
        guard peerOpening == nil || peerOpening?.bytes == greeting.opening.bytes || greeting.isSuccession else {
            throw SessionFailure.conflict(
                HistoryConflict(reason: .fork, held: state.held, offered: greeting.newestHead))
        }
    }

    /// What the store knows of what the HELLO names.
    func history(
        heldHead: SignedHead?, named: [HeldStream], streams: [HotlineProtocol.Stream]
    ) throws -> OwnHistory {
        let head = try context.store.head(of: id)
        let root = try heldHead.flatMap { held in
            held.head.size <= head.size
                ? try MerkleTree.root(size: held.head.size, reader: context.store.hashes(of: id)) : nil
        }
        var located: [HotlineProtocol.Stream: OutgoingStatement] = [:]
        for held in named {
            let stored = try context.store.statement(
                line: id, isOwn: true, stream: held.stream, ordinal: held.tail.ordinal)
            located[held.stream] = stored.map(Self.outgoing)
        }
        let receipted = try context.store.lastReceipted(line: id).mapValues(Self.outgoing)
        return OwnHistory(
            logSize: head.size, rootAtHeldSize: root, located: located, lastReceipted: receipted,
            streams: streams)
    }

    private static func outgoing(_ message: StoredMessage) -> OutgoingStatement {
        OutgoingStatement(position: message.rowID, signed: message.signed)
    }

    private func admit(_ greeting: PeerGreeting, _ number: UInt64) throws {
        guard let session = sessions[number] else { throw SessionOver.closed }
        let contender = SessionArbiter.Contender(
            number: number, dialler: session.dialCounter == nil ? peer.key : context.local.key,
            epoch: session.dialCounter == nil ? greeting.hello.epoch : context.store.epoch,
            dialCounter: session.dialCounter ?? greeting.hello.dialCounter)
        switch arbiter.admit(contender, currentIsSilent: currentIsSilent) {
        case .accept: break
        case .replace(let loser): leave(loser, with: .leaving(.replaced))
        case .reject: throw SessionOver.leaving(.replaced)
        }
        connected(greeting, number)
    }

    private var currentIsSilent: Bool {
        guard let current = arbiter.current, let session = sessions[current.number] else { return true }
        return context.clock.now() - session.machine.lastHeard > context.timeouts.ping
    }

    private func connected(_ greeting: PeerGreeting, _ number: UInt64) {
        let now = context.clock.utc()
        sessions[number]?.connectedAt = now
        sessions[number]?.clockSkew = Int64(clamping: greeting.hello.clock.milliseconds) - Int64(now.milliseconds)
        dial.connected(counter: sessions[number]?.dialCounter)
        dialSignal.yield()
        lastError = nil
        write(.info, "line connected", ["session": "\(number)", "remote": "\(sessions[number]?.remote ?? "")"])
        if greeting.hello.agreement != context.policy.agreement.digest {
            write(.warning, "the peer holds another agreement in force", [:])
        }
        publish(.lineConnected)
        exchangeWhenSettled(number)
    }
}
