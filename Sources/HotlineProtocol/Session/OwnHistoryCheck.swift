/// Compares what a HELLO says of this node's own log and streams with what its store holds.
enum OwnHistoryCheck {
    static func check(_ history: OwnHistory, against greeting: PeerGreeting) throws(SessionFailure) {
        try checkOwn(history, heldHead: greeting.heldHead, streams: greeting.hello.streams)
        // A peer that goes on in a new log has said that it lost something; it is sent again.
        if !greeting.isSuccession { try checkPeer(history, against: greeting, isRecovering: false) }
    }

    /// Whether this node still has all that it told the peer.
    static func checkOwn(
        _ history: OwnHistory, heldHead: SignedHead?, streams: [HeldStream]
    ) throws(SessionFailure) {
        try checkLog(history, heldHead)
        for held in streams {
            guard let mine = history.located[held.stream] else {
                throw .rolledBack("\(held.stream) \(held.tail.ordinal) is not in the store", offered: heldHead)
            }
            guard mine.signed.digest == held.tail.digest else {
                throw .ownFork("\(held.stream) \(held.tail.ordinal) is another statement there", offered: heldHead)
            }
        }
    }

    /// Whether the peer still has all that it acknowledged. A node that recovers does not have all that the peer names; it
    /// sees from what is given back that it is later than what it has.
    static func checkPeer(
        _ history: OwnHistory, against greeting: PeerGreeting, isRecovering: Bool
    ) throws(SessionFailure) {
        for stream in history.streams {
            guard let receipted = history.lastReceipted[stream] else { continue }
            let isNamed = greeting.hello.streams.contains { $0.stream == stream }
            if isRecovering, isNamed, history.located[stream] == nil { continue }
            guard let held = history.located[stream], held.position >= receipted.position else {
                throw .peerRolledBack(
                    "\(stream) \(receipted.signed.statement.ordinal) was receipted and is not held",
                    held: greeting.witness.held, offered: greeting.newestHead)
            }
        }
    }

    /// The peer's signed copy of this node's head: larger than the log means that this node was rolled back; another
    /// root at that size means that it was rolled back and went on.
    private static func checkLog(_ history: OwnHistory, _ heldHead: SignedHead?) throws(SessionFailure) {
        guard let head = heldHead?.head else { return }
        guard head.size <= history.logSize, let root = history.rootAtHeldSize else {
            throw .rolledBack(
                "the peer holds a head of size \(head.size), the log has \(history.logSize)", offered: heldHead
            )
        }
        guard root == head.root else {
            throw .ownFork(
                "the log's root at size \(head.size) is not the one that was signed", offered: heldHead)
        }
    }
}
