/// The limits of the store, by name.
public enum StoreLimits {
    /// Rows that one read returns at most; longer lists are read in pages.
    public static let pageRows = 1000
    /// Leaves that one page of a filtered log looks at, whatever the filter takes of them.
    public static let scannedLeaves: UInt64 = 20_000
    /// Messages of one thread.
    public static let threadMessages = 500
    /// Routes of one line.
    public static let routes = 16
    /// Characters of one route: a host name of 253, a colon and a port.
    public static let routeCharacters = 259
    /// Contradictions of a line's peer of which the objects are kept, of those that it can cause again and again. Beside them
    /// there is room in a page for what stops the line for good, which is always kept.
    public static let evidence = pageRows / 2
    /// Bytes that the write-ahead log may reach before a commit moves it into the database file.
    public static let writeAheadBytes = 4 * 1024 * 1024
    /// Parts of a body without a statement that one commit lets go.
    public static let discardedParts = 4
    /// Seconds to wait for a program that only reads the database (a backup) before giving up.
    public static let busySeconds = 10.0
    /// Milliseconds that the writer waits, after an erasure, for a reader of what was before; then it is tried again later.
    public static let erasureWaitMilliseconds = 50
    /// Records of erasures that may wait for such a reader; with more, nothing is erased.
    public static let unfinishedErasures = 256
    /// Hours after a peer's new log in which this node takes another one only when its operators have agreed: each one makes
    /// the store put receipts aside and send again, in one transaction, what the peer says that it has lost.
    public static let successionHours: UInt64 = 24
    /// Pages that one step of a backup copies, 1 MiB: how long a commit waits for a backup at most.
    public static let backupStepPages: Int32 = 256
    /// Steps of a backup after which what was copied is synced, so that the last sync is not a long one.
    public static let backupSyncSteps = 16
    /// Bytes that must stay free beside a copy that is made in the home, so that it does not fill the node's own disk.
    public static let backupReserveBytes = 64 * 1024 * 1024
    /// Bytes that stay free beside all that was granted to peers: for this node's own messages, the write-ahead log, and
    /// what a statement needs beside its bytes. With less, peers are granted nothing.
    public static let grantFloorBytes = 128 * 1024 * 1024
    /// Bytes that must be free beyond that before granting begins again.
    public static let grantMarginBytes = 16 * 1024 * 1024
    /// Bytes of a file that are copied at a time.
    public static let copyPieceBytes = 1024 * 1024
}
