#if HOTLINE_PLANTED
    #if canImport(Glibc)
        internal import Glibc
    #elseif canImport(Musl)
        internal import Musl
    #else
        internal import Darwin
    #endif

    /// A bug that a build for testing the tests holds: a fault harness that misses one of them proves nothing.
    ///
    /// None of it is compiled unless `HOTLINE_PLANTED` is set in the environment of the build (`make planted`), and a program so
    /// built has one bug at a time: the one that `HOTLINE_PLANTED_BUG` names when it starts. `.ci/check-binaries` looks that no
    /// other program knows this type.
    public enum PlantedBug: String, CaseIterable, Sendable {
        /// Commits return before the write-ahead log is synced.
        case synchronousNormal = "synchronous-normal"
        /// A receipt leaves before its statement is committed.
        case receiptBeforeCommit = "receipt-before-commit"
        /// A submit is answered before its statement is committed.
        case answerBeforeCommit = "answer-before-commit"
        /// A receipt is taken whatever it proves and whoever signed it.
        case receiptUnverified = "receipt-unverified"
        /// A message that was delivered before is delivered again.
        case noDuplicateCheck = "no-duplicate-check"
        /// A statement for another recipient is taken.
        case recipientUnchecked = "recipient-unchecked"
        /// A key that is not pinned is let in.
        case pinUnchecked = "pin-unchecked"
        /// A write that failed, fsync included, is tried again.
        case fsyncRetried = "fsync-retried"
        /// A head of the peer is taken without the proof that it extends the one before.
        case consistencyUnchecked = "consistency-unchecked"
        /// The epoch of before goes on when the database is opened: the next number is the largest one there and one more.
        case sequenceFromMaximum = "sequence-from-maximum"
        /// A connection that names another protocol, or none, is let in.
        case alpnUnchecked = "alpn-unchecked"
        /// Text of others reaches the terminal as it is.
        case rawTerminalText = "raw-terminal-text"

        /// The one bug of this process; nil where it has none.
        public static let active = getenv("HOTLINE_PLANTED_BUG").flatMap { PlantedBug(rawValue: String(cString: $0)) }

        /// Whether this process has the bug.
        public var isActive: Bool { Self.active == self }
    }
#endif
