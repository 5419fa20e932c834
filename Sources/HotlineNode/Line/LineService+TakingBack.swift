internal import HotlineCrypto
internal import HotlineProtocol
internal import HotlineStore
internal import Logging

/// The side that was rolled back.
extension LineService {
    /// The peer's HELLO names what it holds: from here on it gives it back.
    func beginTakingBack(_ greeting: PeerGreeting, _ history: OwnHistory, in number: UInt64) async throws {
        guard taking == nil else { throw SessionOver.leaving(.replaced) }
        try sessions[number]?.machine.takeBack(history, at: context.clock.now())
        taking = Taking(session: number, predecessor: try predecessor(greeting))
        carry(number)
    }

    /// The line has a session, as the dialler sees it.
    func carry(_ number: UInt64) {
        carrying = number
        dial.connected(counter: sessions[number]?.dialCounter)
        dialSignal.yield()
    }

    /// The highest head that the peer holds of this node's log, or of a later one that this node has lost.
    private func predecessor(_ greeting: PeerGreeting) throws -> Predecessor {
        if let head = greeting.heldHead?.head { return Predecessor(of: head) }
        let known = try greeting.hello.knownOpening.map {
            try LogOpening(verifying: $0, owner: context.local, peer: peer)
        }
        let first = known ?? opening
        return Predecessor(origin: first.origin, size: 1, root: first.leafHash)
    }

    /// A statement has come back: its body goes to the store, the statement waits for the others.
    func takeBack(_ returned: ReturnedStatement, in number: UInt64) async throws {
        guard taking?.session == number else { throw SessionOver.closed }
        let body = try await kept(returned, in: number)
        taking?.returned.append((returned.verified, body))
        sessions[number]?.machine.kept(returned.verified)
        try await finishRecovery(in: number)
    }

    /// Bodies are stored as they come, so that memory does not grow with what was lost.
    private func kept(_ returned: ReturnedStatement, in number: UInt64) async throws -> KeptBody {
        guard let body = returned.body, let transfer = returned.transfer else { return .absent }
        let stream = returned.verified.statement.stream
        switch body {
        case .absent: return .absent
        case .whole(let whole):
            if whole.content.isEmpty { return .whole(whole) }
            return .spooled(try await keepLast([whole.part(0)], of: transfer, stream, number), salt: whole.salt)
        case .parted(let salt, let rest):
            return .spooled(try await keepLast(rest, of: transfer, stream, number), salt: salt)
        }
    }

    /// Returns when the last part is stored: what comes is not faster than the disk, and the parts before it are stored too.
    private func keepLast(
        _ parts: [BodyPart], of transfer: UInt64, _ stream: HotlineProtocol.Stream, _ number: UInt64
    ) async throws -> SpoolID {
        for part in parts.dropLast() { await keep(part, of: transfer, stream, in: number) }
        guard let last = parts.last, let spool = spool(of: transfer, stream, in: number) else {
            throw SessionOver.closed
        }
        guard (try? await context.commits.keep(spool.takes(last, number), on: id)) != nil else {
            throw SessionOver.unavailable
        }
        return spool.id
    }

    /// Goes on in a new log once everything is there.
    func finishRecovery(in number: UInt64) async throws {
        guard let taking, sessions[number]?.machine.isRecovered == true else { return }
        do {
            let succeeded = try await context.commits.succeed(
                id, with: Succession(predecessor: taking.predecessor, returned: taking.returned))
            sessions[number]?.spools = [:]
            logger.notice(
                "line recovered",
                metadata: [
                    "log": "\(succeeded.record.opening.origin)", "after": "\(taking.predecessor.origin)",
                    "restored": "\(succeeded.restored)", "issued_again": "\(succeeded.issuedAgain)",
                ])
            try await onSuccession(self, succeeded)
        } catch {
            self.taking = nil
            // What contradicts what is here does so the next time too; a full disk does not.
            if case StoreError.conflict = error { isRecovering = false }
            lastError = "the recovery was not stored: \(error)"
            logger.critical("recovery failed", metadata: ["reason": "\(error)"])
            throw SessionOver.unavailable
        }
    }
}
