internal import HotlineProtocol

/// Whether this node takes a valid statement, or refuses it by a code (invariant 3).
struct StatementPolicy: Sendable {
    let kinds: KindTable
    let agreement: Agreement

    /// Whether the content is needed for `refusal`.
    func looksInto(_ statement: Statement) -> Bool {
        kinds[statement.kind.text]?.looksInto(mediaType: statement.body.mediaType) ?? false
    }

    /// - Parameter content: the body's content; not asked for where nothing looks into it.
    func refusal(of statement: Statement, content: () -> [UInt8]) -> RefusalCode? {
        guard statement.isUnderstood else { return .notUnderstood }
        guard agreement.allows(statement.stream.channel) else { return .unknownChannel }
        guard let kind = kinds[statement.kind.text] else { return .unknownKind }
        guard Self.hasDetails(statement) else { return .malformedBody }
        do {
            try kind.check(body: content(), mediaType: statement.body.mediaType)
            return nil
        } catch {
            return .malformedBody
        }
    }

    /// A decision names its officer and message, a refusal its code and message; no other kind has details.
    private static func hasDetails(_ statement: Statement) -> Bool {
        let details = statement.details
        switch statement.kind {
        case .acknowledgement:
            return statement.inReplyTo != nil && details.decision != nil && details.officer != nil
                && details.code == nil
        case .refusal:
            return statement.inReplyTo != nil && details.code != nil && details.decision == nil
                && details.officer == nil
        default:
            return details == StatementDetails()
        }
    }
}
