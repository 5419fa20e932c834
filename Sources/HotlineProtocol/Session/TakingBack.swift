internal import HotlineCrypto

/// An own statement that the peer gave back, checked against this node's own key and next in its stream.
public struct ReturnedStatement: Hashable, Sendable {
    /// The statement, by this node.
    public let verified: VerifiedStatement
    /// Names the body's transfer within the session; nil where none came.
    public let transfer: UInt64?
    /// Its body; nil where the peer does not keep it any more.
    public let body: ArrivedBody?
}

/// Takes back from the peer what this node said and its store has lost: from the last statement with a receipt to the last
/// that the peer's HELLO names, each verified with this node's own key, without a gap.
struct TakingBack: Sendable {
    /// What a frame brought.
    enum Result: Hashable {
        case nothing
        case part(ArrivedPart)
        case returned(ReturnedStatement)
    }

    private struct Transfer: Sendable {
        let id: UInt64
        let verified: VerifiedStatement
        var intake: BodyIntake
    }

    private let line: LineIdentity
    private let wanted: [Stream: StreamTail]
    private var tails: [Stream: StreamTail]
    private var transfer: Transfer?
    private var count = 0
    private var unkept = 0
    /// The peer has answered something that this side sent after its HELLO, so it has judged that.
    private var isAnswered = false
    private var credit: Credit

    /// - Parameters:
    ///   - wanted: what the peer's HELLO names.
    ///   - tails: the last own statements with a receipt in the store.
    init(line: LineIdentity, wanted: [HeldStream], after tails: [HeldStream], credit: Credit) {
        self.line = line
        self.wanted = Dictionary(wanted.map { ($0.stream, $0.tail) }) { first, _ in first }
        self.tails = Dictionary(tails.map { ($0.stream, $0.tail) }) { first, _ in first }
        self.credit = credit
    }

    /// Whether the peer gives back what it named, every stream is there up to that, and everything is kept.
    var isComplete: Bool {
        isAnswered && unkept == 0 && transfer == nil && wanted.allSatisfy { tails[$0.key]?.digest == $0.value.digest }
    }

    /// The peer has answered a ping.
    mutating func answered() { isAnswered = true }

    mutating func receive(_ frame: StatementFrame) throws(SessionFailure) -> Result {
        guard transfer == nil else { throw .violation("a statement within another one's body") }
        let verified = try verify(frame.statement)
        let statement = verified.statement
        guard wanted[statement.stream].map({ tails[statement.stream]?.digest != $0.digest }) == true else {
            throw .violation("a statement was given back that the HELLO does not name")
        }
        guard StreamOrder.place(of: verified.signed, after: tails[statement.stream]) == .next else {
            throw .violation("what was given back of \(statement.stream) has a gap before \(statement.ordinal)")
        }
        try count(verified)
        tails[statement.stream] = StreamTail(ordinal: statement.ordinal, digest: verified.signed.digest)
        guard let opening = frame.opening else {
            return .returned(ReturnedStatement(verified: verified, transfer: nil, body: nil))
        }
        let intake = BodyIntake(statement.body, salt: opening.salt)
        transfer = Transfer(id: opening.transfer, verified: verified, intake: intake)
        return try take(opening.first)
    }

    mutating func receive(_ chunk: ChunkFrame) throws(SessionFailure) -> Result {
        guard let transfer, chunk.transfer == transfer.id, chunk.offset == UInt64(transfer.intake.count) else {
            throw .violation("a chunk of no transfer, or out of its place")
        }
        return try take(chunk.bytes)
    }

    /// A statement that came is kept with its body: what it cost is granted again.
    mutating func kept(_ verified: VerifiedStatement) -> Credit {
        unkept -= min(unkept, 1)
        let more = Credit(messages: 1, bytes: Self.cost(verified))
        credit.add(more)
        return more
    }

    private func verify(_ bytes: [UInt8]) throws(SessionFailure) -> VerifiedStatement {
        do {
            return try VerifiedStatement(
                verifying: SignedStatement(decoding: bytes), sender: line.local, recipient: line.peer.name)
        } catch {
            throw .violation("what was given back is not this node's: \(error)")
        }
    }

    private static func cost(_ verified: VerifiedStatement) -> UInt64 {
        UInt64(verified.signed.bytes.count + verified.statement.body.size)
    }

    private mutating func count(_ verified: VerifiedStatement) throws(SessionFailure) {
        guard count < Limits.recoveredStatements else {
            throw .violation("more than \(Limits.recoveredStatements) statements are missing; restore a newer copy")
        }
        guard credit.messages > 0 else { throw .violation("more is on the way than the credit given") }
        credit.spend(bytes: Self.cost(verified))
        (count, unkept) = (count + 1, unkept + 1)
    }

    private mutating func take(_ bytes: [UInt8]) throws(SessionFailure) -> Result {
        guard var current = transfer else { return .nothing }
        // Taken out while it changes, so that what was gathered is not copied.
        transfer = nil
        guard current.intake.append(bytes) else { throw .violation("a body is longer than its statement says") }
        guard current.intake.isWhole else {
            let part = current.intake.fullPart()
            transfer = current
            guard let part else { return .nothing }
            return .part(ArrivedPart(transfer: current.id, stream: current.verified.statement.stream, part: part))
        }
        guard let body = current.intake.finish() else {
            throw .violation("a body does not match its statement's digest")
        }
        return .returned(ReturnedStatement(verified: current.verified, transfer: current.id, body: body))
    }
}
