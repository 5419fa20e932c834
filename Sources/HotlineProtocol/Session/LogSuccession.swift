internal import HotlineCrypto

/// Whether the log of this node that a HELLO names is the one that this node has.
enum OwnLogCheck {
    /// A head by this node, of a log of this line: heads of all its lines are signed with one key.
    static func ownHead(_ bytes: [UInt8], _ line: LineIdentity) throws(SessionFailure) -> SignedHead {
        let held: SignedHead
        do {
            held = try SignedHead(verifying: bytes, owner: line.local)
        } catch {
            throw .violation("in the HELLO, \(error)")
        }
        guard held.head.origin.peer == line.peer.name else {
            throw .violation("the HELLO holds a head of another line")
        }
        return held
    }

    /// The head of this node's log that the peer holds. One of the log before this one, where that is exactly the head that
    /// this log's entry 0 names, is a HELLO from before the peer knew of the new log: it holds nothing of it yet.
    static func heldHead(
        _ held: SignedHead?, _ hello: Hello, _ line: LineIdentity
    ) throws(SessionFailure) -> SignedHead? {
        if let known = hello.knownOpening { try checkKnown(known, held, line) }
        guard let head = held?.head, head.origin != line.opening.origin else { return held }
        // The same peer with another log id: this node once had a log that it does not know any more.
        guard line.opening.predecessor == Predecessor(of: head) else {
            throw .ownFork("the peer holds a head of \(head.origin) of size \(head.size)", offered: held)
        }
        return nil
    }

    /// The peer knows of a log that follows one of this node's: if it is not this one, this node was rolled back behind it.
    private static func checkKnown(
        _ bytes: [UInt8], _ held: SignedHead?, _ line: LineIdentity
    ) throws(SessionFailure) {
        let known: LogOpening
        do {
            known = try LogOpening(verifying: bytes, owner: line.local, peer: line.peer)
        } catch {
            throw .violation("in the HELLO, \(error)")
        }
        guard known.origin == line.opening.origin || known.origin == line.opening.predecessor?.origin else {
            throw .ownFork("the peer knows the log \(known.origin)", offered: held)
        }
    }
}

/// Whether the peer's log is the one known of it, or may take that one's place.
enum PeerLogCheck {
    /// Whether a HELLO is of a new log that takes the known one's place.
    ///
    /// - Throws: a fork for any other log; a rollback where it is the one that the known log follows.
    static func isSuccession(
        _ opening: LogOpening, _ newest: SignedHead, _ line: LineIdentity
    ) throws(SessionFailure) -> Bool {
        guard let known = line.peerOpening, known.bytes != opening.bytes else { return false }
        if opening.follows(known, at: line.held?.head) { return true }
        let isEarlier = opening.origin == known.predecessor?.origin
        throw .conflict(HistoryConflict(reason: isEarlier ? .rollback : .fork, held: line.held, offered: newest))
    }
}

extension LogOpening {
    /// Whether this log takes the place of the one known: its entry 0 names that one with the very head that is held of it
    /// (invariant 4).
    ///
    /// - Parameter held: the largest head held of the known log; nil where only its entry 0 is.
    public func follows(_ known: LogOpening, at held: Head?) -> Bool {
        let named = Predecessor(origin: known.origin, size: held?.size ?? 1, root: held?.root ?? known.leafHash)
        return origin != known.origin && predecessor == named
    }
}

extension Predecessor {
    /// The log that a head belongs to, at that head.
    public init(of head: Head) {
        self.init(origin: head.origin, size: head.size, root: head.root)
    }
}
