public import HotlineCrypto
public import HotlineProtocol

/// What a proof file shows. Everything in it was verified with the given keys, or is named in `missing`.
public struct ProofReport: Hashable, Sendable {
    /// How a check ended.
    public enum Verdict: String, Hashable, Sendable, CaseIterable {
        /// All that is in the file was checked and holds.
        case proven
        /// Something in the file is false or malformed: nothing of it is to be believed.
        case refuted
        /// What could be checked holds; the rest needs a key that was not given.
        case unchecked
    }

    /// How it ended.
    public let verdict: Verdict
    /// The first thing that is wrong; of a refuted file only, and then nothing else is said.
    public let fault: ProofFault?
    /// The message; nil where its sender's key was not given.
    public let message: ProvenStatement?
    /// What was answered, oldest first; only what could be checked.
    public let answers: [ProvenStatement]
    /// What the file does not show.
    public let missing: [ProofGap]
    /// The keys that the file names, which nobody vouches for. Of a refuted file none.
    public let hints: [KeyLine]

    init(refuted fault: ProofFault) {
        verdict = .refuted
        self.fault = fault
        (message, answers, missing, hints) = (nil, [], [], [])
    }

    init(message: ProvenStatement?, answers: [ProvenStatement], missing: [ProofGap], hints: [KeyLine]) {
        let lacksKey = missing.contains { if case .key = $0 { true } else { false } }
        verdict = lacksKey ? .unchecked : .proven
        fault = nil
        (self.message, self.answers, self.missing, self.hints) = (message, answers, missing, hints)
    }
}

/// A statement of which the sender's signature was verified. Only `ProofCheck` makes one.
public struct ProvenStatement: Hashable, Sendable {
    /// Its place in the file: 0 for the message, from 1 for the answers.
    public let number: Int
    /// What it says.
    public let statement: Statement
    /// SHA-256 of its bytes.
    public let digest: Digest
    /// In which logs it is, by verified receipts.
    public let receipts: [ProvenEntry]
    /// Its place under a verified checkpoint.
    public let checkpoint: ProvenCheckpoint?
    /// The body, whose digest is the one in the statement.
    public let body: SaltedBody?

    init(
        number: Int, signed: SignedStatement, receipts: [ProvenEntry], checkpoint: ProvenCheckpoint?, body: SaltedBody?
    ) {
        (self.number, statement, digest) = (number, signed.statement, signed.digest)
        (self.receipts, self.checkpoint, self.body) = (receipts, checkpoint, body)
    }
}

/// The place of a statement in a log, as its owner signed it.
public struct ProvenEntry: Hashable, Sendable {
    /// The log; its owner signed.
    public let log: LogOrigin
    /// The entry's index, from 0.
    public let index: UInt64
    /// The number of entries that the owner signed for.
    public let size: UInt64
    /// The time of receipt by the owner's clock, UTC seconds; nil under a checkpoint, which names none.
    public let receivedAt: UInt64?
}

/// A checkpoint under which a statement lies.
public struct ProvenCheckpoint: Hashable, Sendable {
    /// The place.
    public let entry: ProvenEntry
    /// Who cosigned it, and when by that node's clock, UTC seconds.
    public let cosignature: ProvenCosignature?
}

/// A witness's signature under a checkpoint.
public struct ProvenCosignature: Hashable, Sendable {
    /// Who cosigned.
    public let node: NodeName
    /// When, by that node's clock, UTC seconds.
    public let time: UInt64
}

/// Something that a file does not show.
public enum ProofGap: Hashable, Sendable {
    /// No key of this party was given: so many signatures in the file were not looked at.
    case key(NodeName, signatures: Int)
    /// No receipt of the recipient: that it had the message is not shown.
    case receipt(by: NodeName)
    /// The statement has members that this program does not know.
    case understood
    /// No decision and no refusal is in the file.
    case answer
    /// No receipt for an answer: that the sender of the message had it is not shown.
    case answerReceipt(Int, by: NodeName)
    /// No checkpoint.
    case checkpoint
    /// The checkpoint is not cosigned by the other party.
    case cosignature(by: NodeName)
    /// The content is not in the file.
    case body
}
