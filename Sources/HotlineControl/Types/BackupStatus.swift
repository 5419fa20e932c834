/// `GET /v1/backup`: the newest backup that the node was asked for since it started.
public struct BackupStatus: Codable, Hashable, Sendable {
    /// What has become of it.
    public enum State: String, Codable, Hashable, Sendable, CaseIterable {
        /// Pages are copied.
        case copying
        /// All pages are there; the copy is checked and synced.
        case checking
        /// The file is at `path`.
        case done
        /// There is no file; `error` says why.
        case failed
    }

    /// One log in the backup.
    public struct Log: Codable, Hashable, Sendable {
        /// The log's name.
        public var origin: String
        /// Its entries.
        public var size: UInt64

        /// A log of so many entries.
        public init(origin: String, size: UInt64) {
            (self.origin, self.size) = (origin, size)
        }
    }

    /// What has become of it.
    public var state: State
    /// Where the file is made, in the node's home. Who asked for it moves it away; the next one is not begun over it.
    public var path: String
    /// When it was begun, RFC 3339 UTC.
    public var startedAt: String
    /// When it was done or failed.
    public var finishedAt: String?
    /// Pages copied so far.
    public var pagesCopied: Int
    /// Pages that there are; 0 while that is not known.
    public var pagesTotal: Int
    /// The file's size, once it is done.
    public var bytes: Int?
    /// The number of the database's schema, once it is done.
    public var schema: Int?
    /// The logs in it, once it is done.
    public var logs: [Log]?
    /// Why it failed.
    public var error: ControlError?

    /// One that begins.
    public init(path: String, startedAt: String) {
        (self.path, self.startedAt) = (path, startedAt)
        (state, pagesCopied, pagesTotal) = (.copying, 0, 0)
    }

    enum CodingKeys: String, CodingKey {
        case state, path, bytes, schema, logs, error
        case startedAt = "started_at"
        case finishedAt = "finished_at"
        case pagesCopied = "pages_copied"
        case pagesTotal = "pages_total"
    }
}
