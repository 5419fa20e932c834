internal import HotlineCrypto
internal import HotlineProtocol

/// The peer's log as its heads show it: one root for each size, from receipts, from the heads in this log and from
/// checkpoints. That one head extends another is shown by consistency paths, which a log does not keep; the node checked
/// them when the heads came.
struct PeerHistory {
    private let opening: LogOpening?
    private var roots: [LogOrigin: [UInt64: Root]] = [:]
    /// The largest head that this log has as a leaf.
    private(set) var logged: SignedHead?
    /// The largest head of any receipt.
    private(set) var largestReceipted: UInt64 = 0
    /// Sizes of the present log's checkpoints. Their heads are held like those of receipts, and are not in the log.
    private var witnessed: Set<UInt64> = []
    /// The largest head of any checkpoint.
    var largestWitnessed: UInt64 { witnessed.max() ?? 0 }
    /// Logs of the peer before the present one, of which there are heads.
    private(set) var formerLogs: Set<LogOrigin> = []

    init(_ context: LogContext) throws(AuditFinding) {
        opening = context.peerOpening
        if let opening { roots[opening.origin] = [1: Root(opening.leafHash)] }
        for former in context.formerPeerLogs {
            try take(former.opening.origin, 1, former.opening.leafHash, .peerHead, nil)
            if let head = former.held?.head { try take(head.origin, head.size, head.root, .peerHead, nil) }
        }
    }

    /// The largest head of a log of the peer, of whatever is here.
    func largest(of origin: LogOrigin) -> UInt64 { roots[origin]?.keys.max() ?? 0 }

    /// Takes a head from a leaf: each is larger than the one before.
    mutating func log(_ head: SignedHead, at leaf: UInt64) throws(AuditFinding) {
        if let logged, logged.head.origin == head.head.origin, logged.head.size >= head.head.size {
            throw AuditFinding(
                .peerHead, at: leaf, "it is not larger than the head of size \(logged.head.size) before it")
        }
        try take(head.head.origin, head.head.size, head.head.root, .peerHead, leaf)
        logged = head
    }

    /// Takes the head under which a receipt stands.
    mutating func receipt(_ head: SignedHead, at leaf: UInt64) throws(AuditFinding) {
        try take(head.head.origin, head.head.size, head.head.root, .receipt, leaf)
        if head.head.origin == opening?.origin { largestReceipted = max(largestReceipted, head.head.size) }
    }

    /// Takes a checkpoint of the peer.
    mutating func checkpoint(_ origin: LogOrigin, size: UInt64, root: Digest) throws(AuditFinding) {
        try take(origin, size, root, .checkpoint, nil)
        if origin == opening?.origin { witnessed.insert(size) }
    }

    /// Whether a checkpoint of the peer brought this head, beyond what is in the log.
    func isWitnessed(_ head: SignedHead) -> Bool {
        head.head.origin == opening?.origin && witnessed.contains(head.head.size)
            && roots[head.head.origin]?[head.head.size] == Root(head.head.root)
            && (logged.map { $0.head.origin != head.head.origin || $0.head.size <= head.head.size } ?? true)
    }

    private mutating func take(
        _ origin: LogOrigin, _ size: UInt64, _ root: Digest, _ kind: AuditFinding.Kind, _ leaf: UInt64?
    ) throws(AuditFinding) {
        guard let opening else { throw fault(kind, leaf, "it is of the peer's log, whose entry 0 is not there") }
        if origin != opening.origin { formerLogs.insert(origin) }
        let root = Root(root)
        let before = roots[origin, default: [:]].updateValue(root, forKey: size)
        guard before ?? root == root else {
            throw fault(kind, leaf, "the peer signed two different roots of \(origin) at size \(size): a fork")
        }
    }

    private func fault(_ kind: AuditFinding.Kind, _ leaf: UInt64?, _ what: String) -> AuditFinding {
        leaf.map { AuditFinding(kind, at: $0, what) } ?? AuditFinding(kind, place: "the peer's log", what)
    }
}

/// A root without a heap object of its own: there may be one for each message.
struct Root: Hashable {
    private let words: (UInt64, UInt64, UInt64, UInt64)

    init(_ digest: Digest) {
        func word(_ index: Int) -> UInt64 {
            digest.bytes[index * 8..<index * 8 + 8].reduce(0) { $0 << 8 | UInt64($1) }
        }
        words = (word(0), word(1), word(2), word(3))
    }

    static func == (left: Root, right: Root) -> Bool { left.words == right.words }

    func hash(into hasher: inout Hasher) { hasher.combine(words.0) }
}
