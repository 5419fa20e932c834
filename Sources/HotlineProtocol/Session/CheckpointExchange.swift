internal import HotlineCrypto
internal import TransparencyLog

/// The checkpoints of one session: of this node's own at most one waits for its answer, and of the peer's at most one is
/// being answered, so that none of it grows (invariant 7).
struct CheckpointExchange: Sendable {
    private enum Answer: Sendable {
        case durable(DurableCheckpoint)
        case held(Frame)
    }

    /// Whether both HELLOs offer checkpoints.
    let isOffered: Bool
    private let line: LineIdentity
    private var isWanted = false
    private var outstanding: OwnCheckpoint?
    /// The peer's checkpoint that waits for the store and for its answer.
    private var isAnswering = false
    private var answer: Answer?

    init(line: LineIdentity, isOffered: Bool) {
        (self.line, self.isOffered) = (line, isOffered)
    }

    /// Whether a checkpoint of this node's is on its way without an answer, or wanted.
    var isWaiting: Bool { isWanted || outstanding != nil }

    /// A checkpoint of the log as it stands is to be sent as soon as none is outstanding.
    mutating func want() { isWanted = isOffered }

    /// What is to be sent next: answers first.
    mutating func next(peerHolds: UInt64) -> SessionMachine.Outgoing? {
        if let answer {
            (self.answer, isAnswering) = (nil, false)
            switch answer {
            case .durable(let checkpoint): return .answer(checkpoint)
            case .held(let frame): return .frame(frame)
            }
        }
        guard isWanted, outstanding == nil else { return nil }
        isWanted = false
        return .witness(CheckpointOrder(peerHolds: peerHolds))
    }

    /// The checkpoint that `next` asked for is sent now.
    mutating func issued(_ own: OwnCheckpoint) { outstanding = own }

    /// A checkpoint came.
    mutating func begin() throws(SessionFailure) {
        guard isOffered else { throw .violation("a checkpoint that the HELLO did not offer") }
        guard !isAnswering else { throw .violation("a second checkpoint before the answer to the first") }
        isAnswering = true
    }

    /// It was committed: its cosignature is owed.
    mutating func stored(_ checkpoint: DurableCheckpoint) {
        if isAnswering { answer = .durable(checkpoint) }
    }

    /// It does not lead on from what is held: the peer is told its size.
    mutating func decline(_ head: Head, held: UInt64) {
        answer = .held(.cosignature(CosignatureFrame(origin: head.origin, size: head.size, answer: .held(held))))
    }

    /// An answer to this node's own.
    mutating func take(_ frame: CosignatureFrame) throws(SessionFailure) -> SessionMachine.Received {
        guard let own = outstanding, own.head.origin == frame.origin, own.head.size == frame.size else {
            throw .violation("a cosignature of no checkpoint that was sent")
        }
        outstanding = nil
        switch frame.answer {
        case .held(let size): return .declined(checkpoint: own.head.size, held: size)
        case .cosigned(let bytes): return .cosigned(try verify(bytes, on: own))
        }
    }

    /// The cosignature must be the peer's, under its name, and of this very note.
    private func verify(_ bytes: [UInt8], on own: OwnCheckpoint) throws(SessionFailure) -> CosignedCheckpoint {
        guard let signature = NoteSignature(parsing: bytes) else { throw .violation("a malformed cosignature") }
        let verified: VerifiedCheckpoint
        do {
            verified = try VerifiedCheckpoint(
                verifying: try own.verified.note.adding(signature), origin: own.verified.checkpoint.origin,
                key: line.local.key, cosigners: [line.peer])
        } catch {
            throw .violation("in a cosignature, \(error)")
        }
        guard let time = verified.cosignatures.first?.time else {
            throw .violation("a cosignature by another than the peer")
        }
        return CosignedCheckpoint(verified: verified, cosignedAt: time)
    }
}
