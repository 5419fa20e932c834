internal import HotlineCrypto

/// A statement of the peer with its whole body, or one that has none any more, checked and next in its stream: ready for the store.
public struct Arrival: Hashable, Sendable {
    /// The statement.
    public let verified: VerifiedStatement
    /// Names the body's transfer within the session.
    public let transfer: UInt64
    /// Its body; it matches the statement's digest, where it came.
    public let body: ArrivedBody
}

/// A part of a long body that is still on its way.
public struct ArrivedPart: Hashable, Sendable {
    /// Names the body's transfer within the session.
    public let transfer: UInt64
    /// The stream of its statement.
    public let stream: Stream
    /// The part.
    public let part: BodyPart
}

/// What the peer sends: checks each statement's signature, parties and place, joins its body, and holds the peer to its
/// credit. It lives as long as a session and starts from what the store had committed.
struct Inbox {
    /// What a statement or chunk brought.
    enum Result: Hashable {
        case nothing
        case part(ArrivedPart)
        case arrived(Arrival)
        /// Not the next of its stream: the store knows whether it is a repetition.
        case lookup(VerifiedStatement)
    }

    private struct Transfer {
        let id: UInt64
        let verified: VerifiedStatement
        var intake: BodyIntake
        /// The store has the body already: what comes is counted and thrown away.
        let isRepetition: Bool

        var stream: Stream { verified.statement.stream }
    }

    private let local: NodeName
    /// This side has lost what it once had: the sender may have erased some of it since.
    private let takesWithoutBody: Bool
    private let peer: KeyLine
    /// What the peer may have on the way.
    private(set) var credit: Credit
    private var tails: [Stream: StreamTail]
    private var transfers: [Transfer] = []
    private var owedMessages: UInt64 = 0
    private var owedBytes: UInt64 = 0

    init(
        local: NodeName, peer: KeyLine, tails: [Stream: StreamTail], credit: Credit, takesWithoutBody: Bool = false
    ) {
        self.local = local
        self.takesWithoutBody = takesWithoutBody
        self.peer = peer
        self.tails = tails
        self.credit = credit
    }

    /// Whether a body is on its way, so that its stall is timed.
    var isTransferring: Bool { !transfers.isEmpty }

    mutating func receive(_ frame: StatementFrame) throws(SessionFailure) -> Result {
        let verified = try verify(frame.statement)
        let statement = verified.statement
        switch StreamOrder.place(of: verified.signed, after: tails[statement.stream]) {
        case .next:
            guard frame.opening != nil || takesWithoutBody else {
                throw .violation("a new statement came without its body")
            }
            // Each HELLO lists the streams held, so there are never more than a HELLO may list.
            guard tails[statement.stream] != nil || tails.count < Limits.streams else {
                throw .violation("more than \(Limits.streams) streams")
            }
            try spendCredit(verified)
            tails[statement.stream] = StreamTail(ordinal: statement.ordinal, digest: verified.signed.digest)
            guard let opening = frame.opening else {
                return .arrived(Arrival(verified: verified, transfer: 0, body: .absent))
            }
            return try begin(verified, opening, isRepetition: false)
        case .earlier:
            if let opening = frame.opening { _ = try begin(verified, opening, isRepetition: true) }
            return .lookup(verified)
        case .gap:
            throw .gap(statement.stream)
        case .broken:
            throw .violation("a statement of \(statement.stream) names another one as the one before it")
        }
    }

    mutating func receive(_ chunk: ChunkFrame) throws(SessionFailure) -> Result {
        guard let index = transfers.firstIndex(where: { $0.id == chunk.transfer }) else {
            throw .violation("a chunk of no transfer")
        }
        guard chunk.offset == UInt64(transfers[index].intake.count) else {
            throw .violation("a chunk out of its place")
        }
        return try take(chunk.bytes, index)
    }

    /// The peer was told that it may have more on the way.
    mutating func grant(_ more: Credit) { credit.add(more) }

    /// A receipt was sent for this statement: its credit is free again.
    mutating func receipted(_ statement: Statement, bytes: Int) {
        owedMessages -= min(owedMessages, 1)
        owedBytes -= min(owedBytes, UInt64(bytes + statement.body.size))
    }

    private func verify(_ bytes: [UInt8]) throws(SessionFailure) -> VerifiedStatement {
        do {
            return try VerifiedStatement(verifying: SignedStatement(decoding: bytes), sender: peer, recipient: local)
        } catch {
            throw .violation("\(error)")
        }
    }

    private mutating func spendCredit(_ verified: VerifiedStatement) throws(SessionFailure) {
        let cost = UInt64(verified.signed.bytes.count + verified.statement.body.size)
        guard owedMessages < credit.messages, owedMessages == 0 || owedBytes + cost <= credit.bytes else {
            throw .violation("more is on the way than the credit given")
        }
        owedMessages += 1
        owedBytes += cost
    }

    private mutating func begin(
        _ verified: VerifiedStatement, _ opening: StatementFrame.Opening, isRepetition: Bool
    ) throws(SessionFailure) -> Result {
        let isFree = transfers.allSatisfy { $0.id != opening.transfer && $0.stream != verified.statement.stream }
        guard isFree else { throw .violation("a second transfer in one stream") }
        let intake = BodyIntake(verified.statement.body, salt: opening.salt)
        transfers.append(
            Transfer(id: opening.transfer, verified: verified, intake: intake, isRepetition: isRepetition))
        return try take(opening.first, transfers.count - 1)
    }

    /// Takes a piece of the content; ends the transfer where it is whole.
    private mutating func take(_ bytes: [UInt8], _ index: Int) throws(SessionFailure) -> Result {
        guard transfers[index].intake.append(bytes) else {
            throw .violation("a body is longer than its statement says")
        }
        let (id, stream) = (transfers[index].id, transfers[index].stream)
        let part = transfers[index].intake.fullPart()
        guard transfers[index].intake.isWhole else {
            guard let part, !transfers[index].isRepetition else { return .nothing }
            return .part(ArrivedPart(transfer: id, stream: stream, part: part))
        }
        var transfer = transfers.remove(at: index)
        if transfer.isRepetition { return .nothing }
        guard let body = transfer.intake.finish() else {
            throw .violation("a body does not match its statement's digest")
        }
        return .arrived(Arrival(verified: transfer.verified, transfer: id, body: body))
    }
}
