/// What the newest background audit found: part of `GET /v1/status`.
public struct AuditStatus: Codable, Hashable, Sendable {
    /// The one word.
    public enum Verdict: String, Codable, Hashable, Sendable, CaseIterable {
        /// All that was there was verified.
        case whole
        /// Something is wrong.
        case broken
        /// Something could not be checked, and nothing was found wrong in the rest.
        case unchecked
    }

    /// The one word.
    public var verdict: Verdict
    /// When it ended, RFC 3339 UTC.
    public var finishedAt: String
    /// Entries of all logs that were verified.
    public var entries: UInt64
    /// What is wrong and where, or why it could not be checked.
    public var reason: String?
    /// What that means, in plain words.
    public var meaning: String?

    /// All fields.
    public init(
        verdict: Verdict, finishedAt: String, entries: UInt64, reason: String? = nil, meaning: String? = nil
    ) {
        self.verdict = verdict
        self.finishedAt = finishedAt
        self.entries = entries
        self.reason = reason
        self.meaning = meaning
    }

    enum CodingKeys: String, CodingKey {
        case verdict, entries, reason, meaning
        case finishedAt = "finished_at"
    }
}
