import HotlineAudit
import HotlineControl
import HotlineCrypto
import HotlineProtocol

/// A report on a proof file as JSON: the verified facts, and the sentences that a person reads.
struct ProofView: Encodable {
    /// A statement with the places that were verified.
    struct Shown: Encodable {
        let id: String
        let sender: String
        let recipient: String
        let channel: String
        let precedence: String
        let kind: String
        let digest: String
        let issuedAt: String
        let inReplyTo: String?
        let decision: String?
        let officer: String?
        let code: String?
        let receipts: [Entry]
        let checkpoint: Entry?
        let bodyVerified: Bool

        enum CodingKeys: String, CodingKey {
            case id, sender, recipient, channel, precedence, kind, digest, decision, officer, code, receipts, checkpoint
            case issuedAt = "issued_at"
            case inReplyTo = "in_reply_to"
            case bodyVerified = "body_verified"
        }
    }

    /// A place in a log.
    struct Entry: Encodable {
        let log: String
        let index: UInt64
        let size: UInt64
        let receivedAt: String?
        let cosignedBy: String?
        let cosignedAt: String?

        enum CodingKeys: String, CodingKey {
            case log, index, size
            case receivedAt = "received_at"
            case cosignedBy = "cosigned_by"
            case cosignedAt = "cosigned_at"
        }
    }

    let verdict: String
    let fault: String?
    let message: Shown?
    let answers: [Shown]
    let proven: [String]
    let notProven: [String]
    let hints: [String]

    enum CodingKeys: String, CodingKey {
        case verdict, fault, message, answers, proven, hints
        case notProven = "not_proven"
    }

    init(_ report: ProofReport) {
        verdict = report.verdict.rawValue
        fault = report.fault.map { "\($0)" }
        message = report.message.map(Self.shown)
        answers = report.answers.map(Self.shown)
        let sentences = ProofSentences(report: report)
        (proven, notProven) = report.fault == nil ? (sentences.proven, sentences.open) : ([], [])
        hints = report.hints.map { "\($0)" }
    }

    private static func shown(_ proven: ProvenStatement) -> Shown {
        let said = proven.statement
        return Shown(
            id: "\(said.messageID)", sender: said.sender.text, recipient: said.recipient.text,
            channel: said.stream.channel.text, precedence: "\(said.stream.precedence)", kind: said.kind.text,
            digest: "\(proven.digest)", issuedAt: ControlTime.seconds(said.issuedAt),
            inReplyTo: said.inReplyTo.map { "\($0)" }, decision: said.details.decision?.rawValue,
            officer: said.details.officer, code: said.details.code, receipts: proven.receipts.map { entry($0, nil) },
            checkpoint: proven.checkpoint.map { entry($0.entry, $0.cosignature) }, bodyVerified: proven.body != nil)
    }

    private static func entry(_ entry: ProvenEntry, _ seen: ProvenCosignature?) -> Entry {
        Entry(
            log: "\(entry.log)", index: entry.index, size: entry.size,
            receivedAt: entry.receivedAt.map { ControlTime.seconds($0) }, cosignedBy: seen?.node.text,
            cosignedAt: seen.map { ControlTime.seconds($0.time) })
    }
}
