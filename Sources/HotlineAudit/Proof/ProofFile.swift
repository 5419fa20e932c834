public import HotlineCrypto
public import HotlineProtocol
public import TransparencyLog

/// One statement of a proof file with what shows when it was where.
public struct ProofItem: Hashable, Sendable {
    /// The statement; its signature has not been looked at.
    public let statement: SignedStatement
    /// Receipts, each with one proof and of another party.
    public let receipts: [Receipt]
    /// The statement's place under a checkpoint of the log of whoever made the file.
    public let logProof: TLogProof?
    /// The body with its salt.
    public let body: SaltedBody?

    /// Joins the parts; `ProofFile` checks them against its limits.
    public init(statement: SignedStatement, receipts: [Receipt], logProof: TLogProof? = nil, body: SaltedBody? = nil) {
        (self.statement, self.receipts, self.logProof, self.body) = (statement, receipts, logProof, body)
    }
}

/// A proof of one message (Docs/Proof.md): the message, what was answered, and all that shows when the other side had it, in
/// one file that is checked from public keys alone.
///
/// A value of this type is well formed. What of it is true, `ProofCheck` says.
public struct ProofFile: Hashable, Sendable {
    /// The media type of the file.
    public static let mediaType = "application/vnd.hotline.proof+cbor"
    /// The message.
    public let message: ProofItem
    /// Decisions of officers and refusals, oldest first.
    public let answers: [ProofItem]
    /// The keys that the maker holds for the right ones: a hint for a reader, never trusted.
    public let keyLines: [KeyLine]

    /// Joins the parts.
    ///
    /// - Throws: ``ProofFault`` where one is beyond its limit: what a reader would refuse is not made.
    public init(message: ProofItem, answers: [ProofItem] = [], keyLines: [KeyLine] = []) throws(ProofFault) {
        guard answers.count <= ProofLimits.answers else { throw ProofFault(.file, .malformed("list of answers")) }
        guard keyLines.count <= ProofLimits.keyLines else { throw ProofFault(.file, .malformed("list of keys")) }
        try Self.check(message, at: .message)
        for (number, answer) in answers.enumerated() { try Self.check(answer, at: .answer(number + 1)) }
        (self.message, self.answers, self.keyLines) = (message, answers, keyLines)
    }

    /// The statements in their order, with their places.
    var items: [(place: ProofFault.Place, item: ProofItem)] {
        [(.message, message)] + answers.enumerated().map { (.answer($0.offset + 1), $0.element) }
    }

    private static func check(_ item: ProofItem, at place: ProofFault.Place) throws(ProofFault) {
        guard item.receipts.count <= ProofLimits.receipts else { throw ProofFault(place, .malformed("receipts")) }
        let isReceipt = item.receipts.allSatisfy {
            $0.bytes.count <= ProofLimits.receiptBytes && $0.inclusions.count == 1
        }
        guard isReceipt else { throw ProofFault(place, .malformed("receipt")) }
        guard (item.logProof?.encoded().count ?? 0) <= ProofLimits.tlogProofBytes else {
            throw ProofFault(place, .malformed("proof under the checkpoint"))
        }
        guard place == .message || (item.body?.content.count ?? 0) <= ProofLimits.answerBodyBytes else {
            throw ProofFault(place, .malformed("body"))
        }
    }
}
