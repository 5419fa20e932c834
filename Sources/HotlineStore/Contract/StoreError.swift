public import HotlineCrypto

/// Why a store did not open, read or write. Every text is safe to print: it names places and reasons, never content.
public enum StoreError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Another process, or another part of this one, has the database open; `pid` where the lock file tells it.
    case inUse(pid: Int32?)
    /// The file is not there, or the system does not let this process use it.
    case unreadable(path: String, reason: String)
    /// The file is no database of this program. It is left as it is.
    case notADatabase(path: String)
    /// A newer version of this program made the database: its schema number and the newest one known here.
    case newerSchema(found: Int, known: Int)
    /// The database belongs to another node, or was to be used with another node's key.
    case wrongNode(found: String)
    /// What is stored contradicts itself; the text names what. Nothing is served from it.
    case damaged(String)
    /// No space left. The transaction was rolled back, nothing changed, and the store goes on working.
    case full
    /// A write, fsync or commit failed: whether it took effect is *unknown*. The process must `_exit` without closing
    /// the store, and find out at the next start (invariant 1).
    case failed(String)
    /// The write contradicts what is stored already; it was rolled back and nothing changed.
    case conflict(String)
    /// The store has no such line or message.
    case notFound(String)
    /// That name, or that key, is pinned already with another key, or name: the one given here.
    case peerKeyConflict(KeyLine)
    /// A line with oneself: the peer's key or name is the node's own.
    case ownIdentity
    /// The store was closed.
    case closed
    /// A file is there already and is never replaced.
    case exists(path: String)
    /// A copy of the database was not written; the database is as it was.
    case notWritten(path: String, reason: String)
    /// The copy would leave too little of the disk: bytes that are needed and that are free. Nothing was written.
    case noSpace(path: String, needed: UInt64, free: UInt64)
    /// An older database was not brought to this version's schema; it is as it was.
    case notMigrated(found: Int, known: Int, reason: String)

    /// The reason in words.
    public var description: String {
        switch self {
        case .inUse(let pid): "the database is in use" + (pid.map { " by process \($0)" } ?? "")
        case .unreadable(let path, let reason): "\(path): \(reason)"
        case .notADatabase(let path): "\(path) is not a database of this program; it is left as it is"
        case .newerSchema(let found, let known):
            "the database has schema \(found), made by a newer version; this version knows \(known)"
        case .wrongNode(let found): "the database belongs to another node: \(found)"
        case .damaged(let what): "the database is damaged: \(what)"
        case .full: "no space is left for the database"
        case .failed(let reason): "a write to the database failed, its outcome is unknown: \(reason)"
        case .conflict(let reason): "the write contradicts what is stored: \(reason)"
        case .notFound(let what): "\(what) is not known"
        case .peerKeyConflict(let pinned): "the name or key is pinned already: \(pinned)"
        case .ownIdentity: "the key line is the node's own, or bears its name"
        case .closed: "the database is closed"
        case .exists(let path): "\(path) is there already and is not replaced"
        case .notWritten(let path, let reason): "\(path) was not written: \(reason)"
        case .noSpace(let path, let needed, let free):
            "\(path) was not written: it needs \(needed) bytes of space, and \(free) are free"
        case .notMigrated(let found, let known, let reason):
            "the database was not brought from schema \(found) to \(known): \(reason); it is unchanged, and the version of "
                + "this program that made it still opens it"
        }
    }
}
