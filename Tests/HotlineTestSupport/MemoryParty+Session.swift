import HotlineCrypto
public import HotlineProtocol
import TransparencyLog

/// What a test's store found that a node would end the session for.
public enum PartyFailure: Error, Hashable, Sendable {
    /// A looked-up statement is not in the store: statements before it are missing.
    case unknownStatement
    /// The place is taken by other bytes.
    case equivocation
}

extension MemoryParty {
    /// The line as it is pinned and held now.
    public var line: LineIdentity { ledger.line(peerOpening: peerOpening) }

    /// The HELLO that this side sends now.
    public func hello() throws -> Hello {
        var hello = try ledger.hello(newest: head, key: identity.key, dialCounter: dials, at: Sample.time)
        hello.capabilities = capabilities
        return hello
    }

    /// Begins a session; its HELLO is the first frame that `pull` gives.
    public mutating func connect(
        hello: Hello? = nil, timeouts: Timeouts = Timeouts(), at now: MonotonicTime = Sample.start
    ) throws {
        dials += 1
        disconnect()
        session = SessionMachine(line: line, hello: try hello ?? self.hello(), timeouts: timeouts, at: now)
    }

    /// The connection is gone. What has arrived whole is still to be committed.
    public mutating func disconnect() {
        session = nil
        parts = [:]
        sessionNumber += 1
    }

    /// Takes a frame and does what a node does with the result.
    @discardableResult
    public mutating func receive(
        _ frame: Frame, at now: MonotonicTime = Sample.start
    ) throws -> SessionMachine.Received {
        guard let received = try session?.receive(frame, at: now) else { return .nothing }
        switch received {
        case .nothing: break
        case .hello(let greeting): try resume(greeting)
        case .part(let arrived): parts[arrived.transfer, default: []] += arrived.part.bytes
        case .arrived(let arrival): arrivals.append((arrival, try body(of: arrival), sessionNumber))
        case .lookup(let verified): try look(up: verified)
        case .receipted(let records): self.records += records
        case .asked, .returned: break
        case .checkpoint(let witnessed): witnessing.append((.peers(witnessed), sessionNumber))
        case .cosigned(let cosigned): witnessing.append((.own(cosigned), sessionNumber))
        case .declined(let size, let held): declined.append((size, held))
        case .ended: disconnect()
        }
        return received
    }

    /// The next frame for the socket, or nil where there is nothing to send.
    public mutating func pull() throws -> Frame? {
        while let step = session?.next() {
            switch step {
            case .frame(let frame): return frame
            case .idle: return nil
            case .issue(let order): return try issue(order)
            case .answer(let checkpoint): return try checkpoint.frame(as: identity.line.name, key: identity.key)
            case .witness(let order):
                let own = try order.issue(head, key: identity.key, hashes: hashes)
                session?.issued(own)
                return own.frame
            case .load(let stream, let after, let limit):
                let waiting = load(stream, after: after, limit: limit)
                session?.loaded(waiting, of: stream, limit: limit)
            case .loadPart(let outgoing, unreadable?.part) where outgoing.signed.statement.stream == unreadable?.stream:
                session?.setAside(outgoing.signed.statement.stream, at: Sample.start)
            case .loadPart(let outgoing, let index):
                let body = try Sample.need(own.first { $0.position == outgoing.position }?.body)
                session?.loaded(body.part(index), salt: body.salt, of: outgoing)
            case .loadBack, .loadPartBack: return nil
            }
        }
        return nil
    }

    /// What this side's store knows of its own log, for a HELLO of the peer.
    public func history(for greeting: PeerGreeting) throws -> OwnHistory {
        let heldSize = greeting.heldHead?.head.size
        var history = OwnHistory(
            logSize: head.size, rootAtHeldSize: nil, located: [:], lastReceipted: [:],
            streams: ledger.state.ownTails.keys.sorted())
        if let heldSize, heldSize <= head.size {
            history.rootAtHeldSize = try MerkleTree.root(size: heldSize, reader: hashes)
        }
        for held in greeting.hello.streams {
            history.located[held.stream] = own.first { $0.durable.signed.isAt(held) }?.outgoing
        }
        for one in own where one.receipt != nil {
            history.lastReceipted[one.durable.signed.statement.stream] = one.outgoing
        }
        return history
    }

    /// Goes live with what the store knows.
    public mutating func resume(_ greeting: PeerGreeting) throws {
        peerOpening = greeting.opening
        let history = try history(for: greeting)
        try session?.resume(history, peerTails: ledger.state.peerTails)
    }

    /// Puts a body together from the parts that came before its statement was whole.
    private mutating func body(of arrival: Arrival) throws -> SaltedBody {
        switch arrival.body {
        case .whole(let body): return body
        case .absent: throw TestIdentity.Malformed()
        case .parted(let salt, let rest):
            let before = parts.removeValue(forKey: arrival.transfer) ?? []
            return try Sample.need(SaltedBody(salt: salt, content: before + rest.flatMap(\.bytes)))
        }
    }

    func load(_ stream: Stream, after position: Int64, limit: Int) -> [OutgoingStatement] {
        let waiting = own.filter {
            $0.receipt == nil && $0.position > position && $0.durable.signed.statement.stream == stream
        }
        return waiting.prefix(limit).map(\.outgoing)
    }

    mutating func look(up verified: VerifiedStatement) throws {
        let place = HeldStream(stream: verified.statement.stream, tail: verified.signed.tail)
        guard let match = taken.first(where: { $0.durable.signed.isAt(place) }) else {
            throw PartyFailure.unknownStatement
        }
        guard match.durable.signed == verified.signed else { throw PartyFailure.equivocation }
        session?.answer(match.durable)
    }

    private mutating func issue(_ order: ReceiptOrder) throws -> Frame {
        let frame = try order.frame(key: identity.key, hashes: hashes)
        if case .receipt(let receipt) = frame { issued.append(receipt) }
        return frame
    }
}

extension SignedStatement {
    /// Whether this statement has the place that a HELLO names.
    public func isAt(_ held: HeldStream) -> Bool {
        statement.stream == held.stream && statement.ordinal == held.tail.ordinal
    }
}
