public import HotlineCrypto

extension LineLedger {
    /// What a session of this line is checked against.
    ///
    /// - Parameter peerOpening: entry 0 of the peer's log; nil while no HELLO has shown it.
    public func line(peerOpening: LogOpening?) -> LineIdentity {
        LineIdentity(local: local, peer: peer, opening: opening, peerOpening: peerOpening, held: state.held)
    }

    /// This side's HELLO as the log stands. Call it between batches: a HELLO names only what is committed.
    ///
    /// - Parameters:
    ///   - newest: the head of the last batch.
    ///   - peerOpening: entry 0 of the peer's log, where a HELLO has shown it.
    ///   - dialCounter: how many times this node has dialled in its epoch; 0 where it was dialled.
    public func hello(
        newest: Head, key: SigningKey, dialCounter: UInt64, agreement: Agreement = .builtIn,
        peerOpening: LogOpening? = nil, at time: UTCTime
    ) throws(LogError) -> Hello {
        let streams = state.peerTails.keys.sorted().compactMap { stream in
            state.peerTails[stream].map { HeldStream(stream: stream, tail: $0) }
        }
        var hello = Hello(
            node: local.name, epoch: epoch, dialCounter: dialCounter, opening: opening.bytes,
            newestHead: try SignedHead(signing: newest, key: key).bytes, heldHead: state.held?.bytes, streams: streams,
            agreement: agreement.digest, clock: time)
        if let peerOpening, peerOpening.predecessor != nil { hello.knownOpening = peerOpening.bytes }
        return hello
    }
}
