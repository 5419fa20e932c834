internal import HotlineProtocol
internal import HotlineStore
internal import Logging
internal import TransparencyLog

extension LineService {
    /// Asks the peer to cosign this node's log as it stands now, and waits until the cosignature is stored, but no longer than
    /// this.
    func witness(within limit: Duration) async -> WitnessOutcome {
        guard let session = currentSession, let size = try? context.store.head(of: id).size else {
            return .disconnected
        }
        guard session.machine.exchangesCheckpoints else { return .unsupported }
        exchange(in: session)
        let number = checkpoints.nextRequest()
        let end = context.clock.now() + limit
        let timer = Task { [clock = context.clock] in
            if (try? await clock.sleep(until: end)) != nil { self.giveUpRequest(number) }
        }
        defer { timer.cancel() }
        return await withCheckedContinuation { answer in
            checkpoints.requests[number] = CheckpointState.Request(size: size, answer: answer)
        }
    }

    /// Sends a checkpoint where the last one is an hour old; the clock that calls this is the node's.
    func exchangeIfDue() {
        guard let session = currentSession, session.machine.exchangesCheckpoints,
            checkpoints.isDue(at: context.clock.now(), every: context.timeouts.checkpoint)
        else { return }
        if session.machine.awaitsCosignature { write(.warning, "the peer has not answered the last checkpoint", [:]) }
        exchange(in: session)
    }

    /// The first checkpoint of a session: later than the HELLO, so that of connections which both sides opened at one time
    /// none is overtaken by it.
    func exchangeWhenSettled(_ number: UInt64) {
        let time = context.clock.now() + context.timeouts.checkpointSettle
        Task { [clock = context.clock] in
            if (try? await clock.sleep(until: time)) != nil { self.exchange(ifCurrent: number) }
        }
    }

    private func exchange(ifCurrent number: UInt64) {
        guard arbiter.current?.number == number, let session = sessions[number] else { return }
        exchange(in: session)
    }

    private func exchange(in session: Session) {
        checkpoints.lastAt = context.clock.now()
        session.machine.wantCheckpoint()
        session.signal.yield()
    }

    private var currentSession: Session? { arbiter.current.flatMap { sessions[$0.number] } }

    /// This node's checkpoint, made of the newest committed head.
    func issue(_ order: CheckpointOrder, in number: UInt64) throws -> Frame {
        let own = try context.store.reading {
            try order.issue(context.store.head(of: id), key: context.key, hashes: hashes)
        }
        sessions[number]?.machine.issued(own)
        return own.frame
    }

    /// The peer's checkpoint is on the disk.
    func answer(_ checkpoint: DurableCheckpoint, in number: UInt64) {
        let now = context.clock.now()
        let time = checkpoints.pace.next(at: now, pause: context.timeouts.checkpointPause)
        guard time > now else { return release(checkpoint, in: number) }
        Task { [clock = context.clock] in
            if (try? await clock.sleep(until: time)) != nil { self.release(checkpoint, in: number) }
        }
    }

    private func release(_ checkpoint: DurableCheckpoint, in number: UInt64) {
        sessions[number]?.machine.stored(checkpoint)
        sessions[number]?.signal.yield()
    }

    /// This node's checkpoint with the peer's cosignature is on the disk.
    func cosigned(_ checkpoint: CosignedCheckpoint) {
        let size = checkpoint.verified.checkpoint.size
        write(.debug, "checkpoint cosigned by the peer", ["size": "\(size)"])
        settleRequests(.cosigned(checkpoint), upTo: size)
    }

    /// The peer did not cosign. What it holds was compared at the HELLO; a size alone proves nothing.
    func declined(_ size: UInt64, held: UInt64) {
        lastError = "the peer did not cosign the checkpoint of size \(size): it says that it holds size \(held)"
        write(.warning, "the peer did not cosign a checkpoint", ["size": "\(size)", "held": "\(held)"])
        settleRequests(.declined(checkpoint: size, held: held))
    }

    func settleRequests(_ outcome: WitnessOutcome, upTo size: UInt64 = .max) {
        for request in checkpoints.takeRequests(upTo: size) { request.answer.resume(returning: outcome) }
    }

    private func giveUpRequest(_ number: UInt64) {
        checkpoints.requests.removeValue(forKey: number)?.answer.resume(returning: .timedOut)
    }
}
