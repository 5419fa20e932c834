internal import HotlineCrypto
internal import HotlineProtocol
internal import HotlineStore
internal import Logging

extension LineService {
    /// Where the parts of one body go while it is on its way.
    struct Spool: Sendable {
        let id: SpoolID
        let precedence: Precedence

        func takes(_ part: BodyPart, _ session: UInt64) -> SpooledPart {
            SpooledPart(spool: id, part: part, precedence: precedence, session: session)
        }
    }

    /// A statement has come with its whole body: to the store with it.
    func take(_ arrival: Arrival, in number: UInt64) async throws {
        let verified = arrival.verified
        let body: KeptBody
        let refusal: RefusalCode?
        switch arrival.body {
        case .whole(let whole):
            body = .whole(whole)
            refusal = context.policy.refusal(of: verified.statement) { whole.content }
        case .absent: (body, refusal) = (.absent, .contentLost)
        case .parted(let salt, let rest):
            for part in rest.dropLast() {
                await keep(part, of: arrival.transfer, verified.statement.stream, in: number)
            }
            guard let last = rest.last, let spool = spool(of: arrival.transfer, verified.statement.stream, in: number)
            else { throw SessionOver.closed }
            refusal = try await keepLast(last, in: spool, of: verified.statement, number)
            body = .spooled(spool.id, salt: salt)
            // What a session brings after its end is in no ledger that others were compared with.
            if let end = sessions[number]?.end { throw end }
            // Where the session ended meanwhile, its parts are being let go already.
            guard sessions[number]?.spools.removeValue(forKey: arrival.transfer) != nil else {
                throw SessionOver.closed
            }
        }
        context.commits.enqueue(.arrival(id, session: number, verified, body, refusal: refusal))
    }

    /// Hands a part to the store; the peer's credit bounds how many may wait there.
    func keep(_ part: BodyPart, of transfer: UInt64, _ stream: HotlineProtocol.Stream, in number: UInt64) async {
        guard let spool = spool(of: transfer, stream, in: number) else { return }
        context.commits.enqueue(.part(id, spool.takes(part, number), nil))
    }

    /// A kind that looks into the content gets it once all parts are stored. The session reads on after that: the wait is
    /// for this node's own disk, never for the peer.
    private func keepLast(
        _ part: BodyPart, in spool: Spool, of statement: Statement, _ number: UInt64
    ) async throws -> RefusalCode? {
        guard context.policy.looksInto(statement) else {
            context.commits.enqueue(.part(id, spool.takes(part, number), nil))
            return context.policy.refusal(of: statement) { [] }
        }
        guard (try? await context.commits.keep(spool.takes(part, number), on: id)) != nil else {
            throw SessionOver.unavailable
        }
        let content = try context.store.content(of: spool.id)
        return context.policy.refusal(of: statement) { content }
    }

    func spool(of transfer: UInt64, _ stream: HotlineProtocol.Stream, in number: UInt64) -> Spool? {
        guard let session = sessions[number] else { return nil }
        let spool = session.spools[transfer] ?? Spool(id: context.spools.next(), precedence: stream.precedence)
        sessions[number]?.spools[transfer] = spool
        return spool
    }

    /// The session is over: what it left behind of bodies is let go.
    func discardSpools(of session: Session?) async {
        for spool in (session?.spools.values).map(Array.init) ?? [] {
            context.commits.enqueue(.discard(id, spool.id, spool.precedence))
        }
    }

    /// Nothing is sent of a body that does not have its digest. A part alone cannot be checked, so a long body is looked at
    /// as a whole before its first part.
    func readable(
        _ index: Int, of outgoing: OutgoingStatement
    ) throws -> (salt: [UInt8], part: BodyPart)? {
        if let body = recent.takeBody(outgoing.signed.digest), index == 0 {
            return (body.salt, BodyPart(index: 0, bytes: body.content))
        }
        let descriptor = outgoing.signed.statement.body
        let isParted = descriptor.size > Limits.partBytes
        if isParted, index == 0 { try context.store.verifyBody(of: outgoing.position) }
        guard let read = try context.store.bodyPart(index, of: outgoing.position) else { return nil }
        let isWhole = isParted || SaltedBody(salt: read.salt, content: read.part.bytes)?.matches(descriptor) == true
        return isWhole ? read : nil
    }

    /// A body that cannot be read holds back its own stream only, and is tried again; an audit finds what is wrong with it. One
    /// that was erased since the peer receipted it, which the peer then lost, holds back nothing.
    func load(_ index: Int, of outgoing: OutgoingStatement, in number: UInt64) {
        let reason: String
        do {
            if let (salt, part) = try readable(index, of: outgoing) {
                sessions[number]?.machine.loaded(part, salt: salt, of: outgoing)
                return goesOn(outgoing, in: number)
            }
            reason = "it is not there, or not the one that was signed"
        } catch {
            ProcessEnd.ifFailed(error, logger)
            reason = "\(error)"
        }
        if index == 0, goesWithoutContent(outgoing), sessions[number]?.machine.leaveOutBody(outgoing) == true { return }
        let words = "the body of \(outgoing.signed.statement.messageID) cannot be read: \(reason)"
        write(.critical, "a stream is held back", ["reason": "\(words)"])
        lastError = words
        sessions[number]?.unread.insert(outgoing.position)
        sessions[number]?.machine.setAside(outgoing.signed.statement.stream, at: context.clock.now())
    }

    /// A body was read; where it could not be before, that is over.
    private func goesOn(_ outgoing: OutgoingStatement, in number: UInt64) {
        guard sessions[number]?.unread.remove(outgoing.position) != nil else { return }
        lastError = nil
        write(.notice, "a stream that was held back goes on", ["message": "\(outgoing.signed.statement.messageID)"])
    }

    /// What was erased here, and what a recovery took back without its content or issued again after that was erased. Where
    /// neither is possible, the content was lost, and the stream waits for somebody to look.
    private func goesWithoutContent(_ outgoing: OutgoingStatement) -> Bool {
        do {
            guard try context.store.keptBody(of: outgoing.position) == nil else { return false }
            return try opening.predecessor != nil || context.store.erasure(of: outgoing.position) != nil
        } catch {
            ProcessEnd.ifFailed(error, logger)
            return false
        }
    }
}
