internal import HotlineCrypto

/// Sessions in which one side gives back to the other what that one has lost (Docs/Protocol.md, "Recovery").
extension SessionMachine {
    /// The peer was rolled back. What it asks for is given, whatever this line's own standing; but two sides that have both
    /// lost something cannot tell each other what.
    mutating func ask(_ hello: Hello) throws(SessionFailure) -> Received {
        let request = try RecoveryRequest(checking: hello, line: line)
        guard standing != .recovering else {
            throw .peerRolledBack("both nodes are", held: line.held, offered: try newest(of: hello))
        }
        phase = .asked(request)
        return .asked(request)
    }

    private func newest(of hello: Hello) throws(SessionFailure) -> SignedHead {
        do {
            return try SignedHead(verifying: hello.newestHead, owner: line.peer)
        } catch {
            throw .violation("in the HELLO, \(error)")
        }
    }

    /// Gives back what the peer asked for; refuses where this node was rolled back too.
    /// - Parameters:
    ///   - history: what the store knows of what the HELLO names of this node's own log and streams.
    ///   - streams: the streams of the peer of which something is held, with the position after which it is wanted.
    public mutating func giveBack(_ history: OwnHistory, streams: [Stream: Int64]) throws(SessionFailure) {
        guard case .asked(let request) = phase else { throw .violation("gave back out of turn") }
        try OwnHistoryCheck.checkOwn(history, heldHead: request.heldHead, streams: request.hello.streams)
        let credit = Credit(messages: request.hello.creditMessages, bytes: request.hello.creditBytes)
        phase = .givingBack(GivingBack(credit: credit, streams: streams))
        sayWithheldHello()
    }

    /// Waits for what the peer gives back; refuses where it has lost what it once acknowledged.
    public mutating func takeBack(_ history: OwnHistory, at now: MonotonicTime) throws(SessionFailure) {
        guard case .comparing(let greeting) = phase, standing == .recovering else {
            throw .violation("took back out of turn")
        }
        try OwnHistoryCheck.checkPeer(history, against: greeting, isRecovering: true)
        let taking = TakingBack(
            line: line, wanted: greeting.hello.streams, after: granted.recovery ?? [],
            credit: Credit(messages: granted.creditMessages, bytes: granted.creditBytes))
        phase = .takingBack(taking, stalled: now + timeouts.chunkStall)
        // The peer may have said its HELLO before it saw this side's, and more of this node's former life may come to it until
        // then: what it answers after that tells that this HELLO still names all.
        urgent.append(.ping(0))
    }

    /// A pong answers what was sent after this side's HELLO.
    mutating func answered() {
        guard case .takingBack(var taking, let stalled) = phase else { return }
        taking.answered()
        phase = .takingBack(taking, stalled: stalled)
    }

    /// Looks, before the peer's new log is taken, whether this node still has all that it told the peer.
    public func checkOwn(_ history: OwnHistory) throws(SessionFailure) {
        guard case .comparing(let greeting) = phase else { throw .violation("compared out of turn") }
        try OwnHistoryCheck.checkOwn(history, heldHead: greeting.heldHead, streams: greeting.hello.streams)
    }

    /// Whether the peer gives back, and all that its HELLO named is there and kept.
    public var isRecovered: Bool {
        if case .takingBack(let taking, _) = phase { return taking.isComplete }
        return false
    }

    /// A returned statement and its body are kept: the peer may send as much again.
    public mutating func kept(_ verified: VerifiedStatement) {
        guard case .takingBack(var taking, let stalled) = phase else { return }
        urgent.append(.credit(taking.kept(verified)))
        phase = .takingBack(taking, stalled: stalled)
    }

    /// Answers `loadBack`, with the limit that it named.
    public mutating func loadedBack(_ statements: [OutgoingStatement], of stream: Stream, limit: Int) {
        withGivingBack { $0.loaded(statements, of: stream, limit: limit) }
    }

    /// Answers `loadPartBack` with the body's salt and the part.
    public mutating func loadedBack(_ part: BodyPart, salt: [UInt8], of outgoing: OutgoingStatement) {
        withGivingBack { $0.loaded(part, salt: salt, of: outgoing) }
    }

    /// Answers `loadPartBack` where no body is kept.
    public mutating func withoutBody(_ outgoing: OutgoingStatement) {
        if let frame = withGivingBack({ $0.withoutBody(outgoing) }) ?? nil { urgent.append(frame) }
    }

    /// Says the HELLO that was held back until there was an acceptable one of the peer.
    mutating func sayWithheldHello() {
        if let hello = withheld { urgent.insert(.hello(hello), at: 0) }
        withheld = nil
    }

    @discardableResult
    private mutating func withGivingBack<Value>(_ change: (inout GivingBack) -> Value) -> Value? {
        guard case .givingBack(var giving) = phase else { return nil }
        phase = .greeting(deadline: liveness.deadline)
        defer { phase = .givingBack(giving) }
        return change(&giving)
    }

    /// What to do next in a recovery; nil in any other session.
    mutating func nextBack() -> Outgoing? {
        switch withGivingBack({ $0.next() }) {
        case .frame(let frame): .frame(frame)
        case .load(let stream, let after, let limit): .loadBack(stream, after: after, limit: limit)
        case .loadPart(let outgoing, let index): .loadPartBack(outgoing, index: index)
        case .idle: .idle
        case nil: nil
        }
    }

    /// Frames of a recovery; nil in any other session.
    mutating func receiveBack(_ frame: Frame, at now: MonotonicTime) throws(SessionFailure) -> Received? {
        if case .credit(let more) = frame, withGivingBack({ $0.grant(more) }) != nil { return .nothing }
        guard case .takingBack(var taking, _) = phase else { return nil }
        phase = .greeting(deadline: now)
        defer { phase = .takingBack(taking, stalled: now + timeouts.chunkStall) }
        let result: TakingBack.Result =
            switch frame {
            case .statement(let statement): try taking.receive(statement)
            case .chunk(let chunk): try taking.receive(chunk)
            case .hello, .receipt, .checkpoint, .cosignature, .credit, .ping, .pong, .error, .bye:
                throw .violation("a frame out of place")
            }
        switch result {
        case .nothing: return .nothing
        case .part(let part): return .part(part)
        case .returned(let returned): return .returned(returned)
        }
    }
}
