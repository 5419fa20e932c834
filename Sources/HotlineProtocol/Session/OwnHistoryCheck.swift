/// Compares what a HELLO says of this node's own log and streams with what its store holds.
enum OwnHistoryCheck {
    static func check(_ history: OwnHistory, against greeting: PeerGreeting) throws(SessionFailure) {
        try checkLog(history, greeting)
        for held in greeting.hello.streams {
            guard let mine = history.located[held.stream], mine.signed.digest == held.tail.digest else {
                throw .rolledBack("\(held.stream) \(held.tail.ordinal) is not in the store", offered: greeting.heldHead)
            }
        }
        for stream in history.streams {
            guard let receipted = history.lastReceipted[stream] else { continue }
            guard let held = history.located[stream], held.position >= receipted.position else {
                throw .peerRolledBack(
                    "\(stream) \(receipted.signed.statement.ordinal) was receipted and is not held",
                    held: greeting.witness.held, offered: greeting.newestHead)
            }
        }
    }

    /// The peer's signed copy of this node's head: larger than the log means that this node was rolled back; another
    /// root at that size means that it was rolled back and went on.
    private static func checkLog(_ history: OwnHistory, _ greeting: PeerGreeting) throws(SessionFailure) {
        guard let head = greeting.heldHead?.head else { return }
        guard head.size <= history.logSize, let root = history.rootAtHeldSize else {
            throw .rolledBack(
                "the peer holds a head of size \(head.size), the log has \(history.logSize)", offered: greeting.heldHead
            )
        }
        guard root == head.root else {
            throw .rolledBack(
                "the log's root at size \(head.size) is not the one that was signed", offered: greeting.heldHead)
        }
    }
}
