/// A node's own answer to a statement that it may not or cannot take. The code stands in the statement; there is no body.
public struct RefusalKind: MessageKind {
    /// `refusal`.
    public static let name = "refusal"
    /// One line for help.
    public static let summary = "a node's answer to a statement it may not or cannot take"
    /// Made by the receiving node.
    public static let isSubmitted = false

    /// The kind; it has no settings.
    public init() {}

    /// A body is refused.
    public func check(body: [UInt8], mediaType: String) throws(KindProblem) {
        guard body.isEmpty else { throw KindProblem("is \(body.count) bytes long; a refusal has none") }
    }
}
