internal import CBOR
public import COSE

/// A checkpoint of the sender's log, to be witnessed: its signed note, the same head as receipts carry it, and the path from the
/// head that the receiver holds.
public struct CheckpointFrame: Hashable, Sendable {
    /// The head as COSE_Sign1, which is what the receiver holds from then on.
    public let head: [UInt8]
    /// The signed note, at most `Limits.checkpointBytes`, with the owner's signature alone.
    public let note: [UInt8]
    /// From the size held to the checkpoint's; nil where they are equal.
    public let consistency: MerkleConsistency?

    /// A checkpoint to be sent.
    public init(head: [UInt8], note: [UInt8], consistency: MerkleConsistency?) {
        self.head = head
        self.note = note
        self.consistency = consistency
    }
}

/// The answer to a checkpoint.
public struct CosignatureFrame: Hashable, Sendable {
    /// What the witness says.
    public enum Answer: Hashable, Sendable {
        /// The signature line of the note, without its line feed, at most `Limits.cosignatureBytes`.
        case cosigned([UInt8])
        /// Not cosigned: the witness holds a head of this size, which the checkpoint did not lead on from.
        case held(UInt64)
    }

    /// The log of the checkpoint.
    public let origin: LogOrigin
    /// Its size.
    public let size: UInt64
    /// What the witness says.
    public let answer: Answer

    /// An answer to be sent.
    public init(origin: LogOrigin, size: UInt64, answer: Answer) {
        self.origin = origin
        self.size = size
        self.answer = answer
    }
}

extension CheckpointFrame {
    var elements: [CBORValue] { [.bytes(head), .bytes(note), ReceiptFrame.path(consistency)] }

    init(_ parts: [CBORValue]) throws(FrameError) {
        guard parts.count == 3, let head = parts[0].asBytes, (1...Limits.headBytes).contains(head.count),
            let note = parts[1].asBytes, (1...Limits.checkpointBytes).contains(note.count)
        else { throw .malformed("checkpoint") }
        self.init(head: head, note: note, consistency: try ReceiptFrame.consistency(parts[2]))
    }
}

extension CosignatureFrame {
    var elements: [CBORValue] {
        let last: CBORValue =
            switch answer {
            case .cosigned(let line): .bytes(line)
            case .held(let size): .unsigned(size)
            }
        return [.text(origin.description), .unsigned(size), last]
    }

    init(_ parts: [CBORValue]) throws(FrameError) {
        guard parts.count == 3, let origin = parts[0].asText.flatMap({ LogOrigin($0) }), let size = parts[1].asUInt64,
            let answer = Answer(parts[2])
        else { throw .malformed("cosignature") }
        self.init(origin: origin, size: size, answer: answer)
    }
}

extension CosignatureFrame.Answer {
    init?(_ value: CBORValue) {
        if let held = value.asUInt64 {
            self = .held(held)
            return
        }
        guard let line = value.asBytes, (1...Limits.cosignatureBytes).contains(line.count) else { return nil }
        self = .cosigned(line)
    }
}
