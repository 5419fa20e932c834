/// `POST /v1/messages/{id}/erase`: an officer's decision that a content goes. Statement, receipt and log stay.
public struct EraseRequest: ControlRequest, Hashable {
    /// Who decided; the log names the officer.
    public var officer: String
    /// Why, in the officer's words; it stands in the log and is not erased again.
    public var note: String?

    /// A request of an officer.
    public init(officer: String, note: String? = nil) {
        self.officer = officer
        self.note = note
    }

    /// The request as it was read.
    public init(_ fields: RequestFields) throws(ControlError) {
        self.init(officer: try fields.text("officer"), note: try fields.optionalText("note"))
    }

    /// All fields; anything else in the request is refused.
    public static let fieldNames = Set(CodingKeys.allCases.map(\.rawValue))

    enum CodingKeys: String, CodingKey, CaseIterable {
        case officer, note
    }
}

/// That the body of a message was erased, when and why.
public struct ErasureSummary: Codable, Hashable, Sendable {
    /// How far it is.
    public enum State: String, Codable, Hashable, Sendable, CaseIterable {
        /// It is out of the database; somebody still reads what was before, so the bytes are in the write-ahead log.
        case erasing
        /// The bytes are gone from the database's files.
        case erased
    }

    /// When it was committed, RFC 3339 UTC.
    public var at: String
    /// Origin of this node's log that has the record: after a recovery it may be a later one than that of the message.
    public var log: String
    /// The place of the record in that log.
    public var leafIndex: UInt64
    /// Who decided; absent where a rule did.
    public var officer: String?
    /// What the officer noted.
    public var note: String?
    /// The retention rule; absent where an officer decided.
    public var rule: String?
    /// How far it is.
    public var state: State

    /// All fields.
    public init(
        at: String, log: String, leafIndex: UInt64, officer: String? = nil, note: String? = nil, rule: String? = nil,
        state: State
    ) {
        self.at = at
        self.log = log
        self.leafIndex = leafIndex
        self.officer = officer
        self.note = note
        self.rule = rule
        self.state = state
    }

    enum CodingKeys: String, CodingKey {
        case at, log, officer, note, rule, state
        case leafIndex = "leaf_index"
    }
}

/// The record of an erasure in a log entry.
public struct LoggedErasure: Codable, Hashable, Sendable {
    /// The entries whose bodies were erased.
    public var leaves: [UInt64]
    /// Origin of their log; absent where it is the one that has the record.
    public var log: String?
    /// Who decided; absent where a rule did.
    public var officer: String?
    /// What the officer noted.
    public var note: String?
    /// The retention rule; absent where an officer decided.
    public var rule: String?

    /// All fields.
    public init(
        leaves: [UInt64], log: String? = nil, officer: String? = nil, note: String? = nil, rule: String? = nil
    ) {
        self.leaves = leaves
        self.log = log
        self.officer = officer
        self.note = note
        self.rule = rule
    }
}
