/// Why a proof file is refused: the first thing that is wrong, and where. Its description is safe to print; it holds nothing
/// that the file says.
public struct ProofFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// Which part of the file it is.
    public enum Place: Hashable, Sendable, CustomStringConvertible {
        /// The file as a whole.
        case file
        /// The message that the file is about.
        case message
        /// One of the answers to it, from 1.
        case answer(Int)

        /// The place in words.
        public var description: String {
            switch self {
            case .file: "the file"
            case .message: "the message"
            case .answer(let number): "answer \(number)"
            }
        }
    }

    /// What is wrong.
    public enum Reason: Hashable, Sendable {
        /// More bytes than `ProofLimits.fileBytes`.
        case tooLarge
        /// Not deterministic CBOR; the text says what.
        case encoding(String)
        /// The outer map is not that of a proof file.
        case notAProof
        /// A version that this program does not know.
        case unknownVersion(UInt64)
        /// A member is missing, of another type, or out of its limit.
        case malformed(String)
        /// The statement is none.
        case statement(String)
        /// The statement's signature does not verify with its sender's key.
        case statementSignature
        /// An answer does not answer this message, or is no answer.
        case notAnAnswer
        /// The same statement stands twice in the file.
        case repeated
        /// A receipt is none, or is refused.
        case receipt(String)
        /// A receipt or a checkpoint is of somebody who is no party of the line.
        case strangeLog
        /// Two receipts of one log.
        case secondReceipt
        /// The proof under a checkpoint is refused.
        case tlogProof(String)
        /// A signature line of the checkpoint is neither the log's nor the other party's.
        case strangeSignature
        /// Two signed heads of one log contradict each other.
        case fork
        /// One statement has two places in a log, or two statements have one.
        case place
        /// The body is not the one that the statement names.
        case body
    }

    /// Where it is.
    public let place: Place
    /// What is wrong.
    public let reason: Reason

    /// A fault.
    public init(_ place: Place, _ reason: Reason) {
        (self.place, self.reason) = (place, reason)
    }

    /// One line in plain words.
    public var description: String { "\(place): \(reason)" }
}

extension ProofFault.Reason: CustomStringConvertible {
    /// The reason in words.
    public var description: String {
        switch self {
        case .tooLarge: "it has more than \(ProofLimits.fileBytes) bytes"
        case .encoding(let reason): "it is not deterministic CBOR: \(reason)"
        case .notAProof: "it is not a proof file"
        case .unknownVersion(let version): "it is of version \(version), and this program knows \(ProofLimits.version)"
        case .malformed(let member): "the \(member) is missing, malformed or too large"
        case .statement(let reason): "the statement is refused: \(reason)"
        case .statementSignature: "the statement's signature does not verify with its sender's key"
        case .notAnAnswer: "it is no decision or refusal of the recipient on this message"
        case .repeated: "the statement stands twice in the file"
        case .receipt(let reason): "a receipt is refused: \(reason)"
        case .strangeLog: "a receipt or checkpoint is of another line's log"
        case .secondReceipt: "two receipts are of the same log"
        case .tlogProof(let reason): "the proof under the checkpoint is refused: \(reason)"
        case .strangeSignature: "the checkpoint has a signature line that is neither the log's nor the other party's"
        case .fork: "two signed heads of one log contradict each other: a fork"
        case .place: "the places in one log contradict each other"
        case .body: "the body is not the one that the statement names"
        }
    }
}
