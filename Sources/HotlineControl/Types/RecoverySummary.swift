/// What a recovery brought: part of a line's status.
public struct RecoverySummary: Codable, Hashable, Sendable {
    /// The log before this one, at the highest head that the peer holds of it.
    public var predecessor: LogHead
    /// Own statements that the database had lost and the peer gave back.
    public var restored: Int
    /// Queued messages that the peer never had, issued again under their ids.
    public var issuedAgain: Int

    /// All fields.
    public init(predecessor: LogHead, restored: Int, issuedAgain: Int) {
        self.predecessor = predecessor
        self.restored = restored
        self.issuedAgain = issuedAgain
    }

    enum CodingKeys: String, CodingKey {
        case predecessor, restored
        case issuedAgain = "issued_again"
    }
}
