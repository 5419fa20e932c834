public import HotlineCrypto
internal import TransparencyLog

/// The two parties of a line and their logs, as pinned and held: what a session is checked against.
public struct LineIdentity: Hashable, Sendable {
    /// This node.
    public let local: KeyLine
    /// The peer, pinned.
    public let peer: KeyLine
    /// Entry 0 of this node's log.
    public let opening: LogOpening
    /// Entry 0 of the peer's log, once a HELLO has shown it.
    public let peerOpening: LogOpening?
    /// The largest committed head of the peer's log.
    public let held: SignedHead?

    /// The parties and logs of a line.
    public init(local: KeyLine, peer: KeyLine, opening: LogOpening, peerOpening: LogOpening?, held: SignedHead?) {
        self.local = local
        self.peer = peer
        self.opening = opening
        self.peerOpening = peerOpening
        self.held = held
    }
}

/// A HELLO that names the right parties and logs, its signatures checked. What it says of this node's own log and
/// streams is compared with the store next.
public struct PeerGreeting: Hashable, Sendable {
    /// The HELLO.
    public let hello: Hello
    /// Entry 0 of the peer's log.
    public let opening: LogOpening
    /// The peer's newest head; it is not held until a proof leads to it.
    public let newestHead: SignedHead
    /// The largest head of this node's log that the peer has committed; nil for none beyond entry 0.
    public let heldHead: SignedHead?
    /// The peer's log as this side has seen it.
    let witness: Witness
    /// Whether the peer goes on in a new log, which follows the one known here.
    public let isSuccession: Bool

    /// Checks a HELLO against the pins and what is held of the peer's log.
    ///
    /// - Parameter isRecovering: this side knows that it was rolled back and asks for what it lost.
    init(checking hello: Hello, line: LineIdentity, isRecovering: Bool = false) throws(SessionFailure) {
        guard hello.node == line.peer.name else { throw .violation("the HELLO names \(hello.node)") }
        do {
            opening = try LogOpening(verifying: hello.opening, owner: line.peer, peer: line.local)
            newestHead = try SignedHead(verifying: hello.newestHead, owner: line.peer)
        } catch {
            throw .violation("in the HELLO, \(error)")
        }
        let held = try hello.heldHead.map { bytes throws(SessionFailure) in try OwnLogCheck.ownHead(bytes, line) }
        heldHead = isRecovering ? held : try OwnLogCheck.heldHead(held, hello, line)
        isSuccession = try PeerLogCheck.isSuccession(opening, newestHead, line)
        witness = Witness(opening: opening, held: isSuccession ? nil : line.held)
        do {
            try witness.compare(announced: newestHead)
        } catch {
            throw .conflict(error)
        }
        self.hello = hello
    }
}

/// What the store knows of this node's own log and streams, read for one HELLO.
public struct OwnHistory: Hashable, Sendable {
    /// The number of entries committed in this node's log.
    public var logSize: UInt64
    /// The root of this node's log at the size of the head that the peer holds; nil where the log is not that long.
    public var rootAtHeldSize: Digest?
    /// For each stream of the HELLO that the store knows: the statement at the place that the peer named.
    public var located: [Stream: OutgoingStatement]
    /// For each own stream: the last statement whose receipt is stored.
    public var lastReceipted: [Stream: OutgoingStatement]
    /// Every own stream, receipted or not.
    public var streams: [Stream]

    /// What the store knows.
    public init(
        logSize: UInt64, rootAtHeldSize: Digest?, located: [Stream: OutgoingStatement],
        lastReceipted: [Stream: OutgoingStatement], streams: [Stream]
    ) {
        self.logSize = logSize
        self.rootAtHeldSize = rootAtHeldSize
        self.located = located
        self.lastReceipted = lastReceipted
        self.streams = streams
    }

    /// What the store knows where the peer has held nothing of this line yet: all of it is still to be sent.
    public init(untold state: LedgerState) {
        self.init(
            logSize: state.frontier.size, rootAtHeldSize: nil, located: [:], lastReceipted: [:],
            streams: state.ownTails.keys.sorted())
    }
}

/// Statements of one batch that a receipt is to be made for.
public struct ReceiptOrder: Hashable, Sendable {
    /// At most `Limits.proofsPerReceipt`, all under one head.
    public let statements: [DurableStatement]
    /// The size of this node's log that the peer holds: the path leads between it and the head.
    public let peerHolds: UInt64
}
