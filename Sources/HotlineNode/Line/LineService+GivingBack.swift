internal import HotlineControl
internal import HotlineCrypto
internal import HotlineProtocol
internal import HotlineStore
internal import Logging

/// The side that holds what the other has lost.
extension LineService {
    /// The peer was rolled back and says so: it gets its own statements again. What was open with it before is over.
    func giveBack(_ request: RecoveryRequest, in number: UInt64) async throws {
        guard !isFollowing else { throw SessionOver.overtaken }
        leaveOthers(than: number)
        // What it said in its life before must be in what the HELLO of this session names, else the two know different ends.
        guard !context.commits.hasPeerItems(of: id) else { throw SessionOver.unavailable }
        let state = await context.commits.ledger(of: id)?.state ?? LedgerState()
        guard sessions[number]?.machine.names(state) == true else { throw SessionOver.overtaken }
        let history = try history(
            heldHead: request.heldHead, named: request.hello.streams, streams: state.ownTails.keys.sorted())
        let after = try positions(request)
        let streams = Dictionary(
            state.peerTails.keys.map { ($0, after[$0] ?? 0) }, uniquingKeysWith: { first, _ in first })
        try sessions[number]?.machine.giveBack(history, streams: streams)
        carry(number)
        logger.notice("the peer recovers", metadata: ["session": "\(number)"])
    }

    private func positions(_ request: RecoveryRequest) throws -> [HotlineProtocol.Stream: Int64] {
        var positions: [HotlineProtocol.Stream: Int64] = [:]
        for named in request.after {
            let found = try context.store.peerPosition(
                line: id, stream: named.stream, ordinal: named.tail.ordinal)
            guard let found, found.digest == named.tail.digest else {
                throw SessionFailure.violation("it asks for what follows a statement that is not here")
            }
            positions[named.stream] = found.rowID
        }
        return positions
    }

    /// A part of what is given back; a body that is not kept, or is damaged, is left out.
    func loadBack(_ index: Int, of outgoing: OutgoingStatement, in number: UInt64) throws {
        if let (salt, part) = try readableBack(index, of: outgoing) {
            sessions[number]?.machine.loadedBack(part, salt: salt, of: outgoing)
        } else if index == 0 {
            sessions[number]?.machine.withoutBody(outgoing)
        } else {
            throw SessionOver.unavailable
        }
    }

    /// What is left out is lost to the peer. So a disk that fails to read is asked again, with the recovery begun anew; one that
    /// fails each time does not keep the peer from all the rest.
    private func readableBack(
        _ index: Int, of outgoing: OutgoingStatement
    ) throws -> (salt: [UInt8], part: BodyPart)? {
        do {
            return try readable(index, of: outgoing)
        } catch StoreError.damaged, StoreError.notFound, StoreError.notADatabase {
            return nil
        } catch {
            ProcessEnd.ifFailed(error, logger)
            failedReads[outgoing.position, default: 0] += 1
            let words = "the body of \(outgoing.signed.statement.messageID) cannot be read: \(error)"
            write(.error, "a body cannot be given back", ["reason": "\(words)"])
            lastError = words
            guard failedReads[outgoing.position, default: 0] >= Limits.readAttempts else {
                throw SessionOver.unavailable
            }
            return nil
        }
    }

    /// The peer goes on in a new log that names the very head held here: it takes the former one's place. After a fork only
    /// an operator can agree to that.
    func accept(_ greeting: PeerGreeting, _ history: OwnHistory, in number: UInt64) async throws {
        if stopped != nil { _ = try standing }
        try sessions[number]?.machine.checkOwn(history)
        try requireNew(greeting)
        leaveOthers(than: number)
        isFollowing = true
        defer { isFollowing = false }
        let reason = stopped
        try await context.commits.accept(greeting.opening, streams: greeting.hello.streams, ending: reason, on: id)
        peerOpening = greeting.opening
        failedReads = [:]
        // A HELLO of the former log may still be on its way.
        lastReceiptAt = context.clock.now()
        // Another session has shown a fork meanwhile: for that the line stays stopped.
        guard stopped == reason else { throw SessionOver.stopped }
        (stopped, cause, isRecovering) = (nil, nil, false)
        logger.notice("the peer goes on in a new log", metadata: ["log": "\(greeting.opening.origin)"])
        publish(.peerChanged, reason: "recovered")
    }

    /// A log that the peer has left does not come back: other heads of it are held, which nothing would be compared with. Nor
    /// does this node follow a peer from log to log by itself; two copies of its database would never end.
    private func requireNew(_ greeting: PeerGreeting) throws {
        let former = try context.store.formerPeerLogs(of: id)
        if let same = former.first(where: { $0.opening.origin == greeting.opening.origin }) {
            throw SessionFailure.conflict(
                HistoryConflict(reason: .fork, held: same.held, offered: greeting.newestHead))
        }
        let isAgreed = cause == .fork && isRecovering
        let now = context.clock.utc().milliseconds
        guard isAgreed || former.allSatisfy({ $0.succeededAt.milliseconds + Self.successionPause <= now }) else {
            throw SessionFailure.conflict(
                HistoryConflict(reason: .tooSoon, held: former.first?.held, offered: greeting.newestHead))
        }
    }

    private static let successionPause = StoreLimits.successionHours * 3_600_000

    private func leaveOthers(than number: UInt64) {
        for other in sessions.keys where other != number { leave(other, with: .leaving(.replaced)) }
    }
}
