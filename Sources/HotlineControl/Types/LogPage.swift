/// What `GET /v1/log` asks for.
public struct LogQuery: Hashable, Sendable {
    /// Whose line.
    public var peer: String
    /// First entry of the page.
    public var from: UInt64
    /// Entries in the page, 1 to ``ControlLimits/pageLimit``.
    public var limit: Int

    /// A query; without more than the peer, the log's beginning.
    public init(peer: String, from: UInt64 = 0, limit: Int = ControlLimits.pageDefault) {
        self.peer = peer
        self.from = from
        self.limit = limit
    }
}

/// The answer to `GET /v1/log`: this node's log of one line, oldest first.
public struct LogPage: Codable, Hashable, Sendable {
    /// The log's origin.
    public var log: String
    /// Entries in the whole log.
    public var size: UInt64
    /// Root over all of them, lower-case hexadecimal.
    public var root: String
    /// The page.
    public var entries: [LogEntry]
    /// Index of the next page's first entry; absent on the last.
    public var next: UInt64?

    /// A page.
    public init(log: String, size: UInt64, root: String, entries: [LogEntry], next: UInt64? = nil) {
        self.log = log
        self.size = size
        self.root = root
        self.entries = entries
        self.next = next
    }
}

/// One entry of a log, described.
public struct LogEntry: Codable, Hashable, Sendable {
    /// What an entry is.
    public enum EntryType: String, Codable, Hashable, Sendable, CaseIterable {
        /// Entry 0: both keys, the log's id and its predecessor.
        case opening
        /// A statement of either side.
        case statement
        /// A head of the peer's log.
        case head
        /// The record that bodies were erased.
        case erasure
    }

    /// Its place, from 0.
    public var index: UInt64
    /// What it is.
    public var type: EntryType
    /// SHA-256(0x00 ‖ entry), lower-case hexadecimal (RFC 9162 section 2.1.1).
    public var leafHash: String
    /// When it was committed, RFC 3339 UTC.
    public var at: String?
    /// Of a statement.
    public var message: LoggedMessage?
    /// Of a head.
    public var head: LoggedHead?
    /// Of an erasure.
    public var erasure: LoggedErasure?

    /// All fields.
    public init(
        index: UInt64, type: EntryType, leafHash: String, at: String? = nil, message: LoggedMessage? = nil,
        head: LoggedHead? = nil, erasure: LoggedErasure? = nil
    ) {
        self.index = index
        self.type = type
        self.leafHash = leafHash
        self.at = at
        self.message = message
        self.head = head
        self.erasure = erasure
    }

    enum CodingKeys: String, CodingKey {
        case index, type, at, message, head, erasure
        case leafHash = "leaf_hash"
    }
}
