internal import HotlineCrypto
internal import HotlineProtocol
internal import TransparencyLog

extension ArchiveLimits {
    /// Entries in a bundle and hashes in a tile, as C2SP tlog-tiles says.
    public static let tileWidth = 256
    /// A tile of tree hashes, in bytes.
    public static let tileBytes = tileWidth * Digest.byteCount
    /// A bundle of entries, in bytes.
    public static let entriesBytes = tileWidth * (2 + Int(UInt16.max))
    /// What the index says of a bundle of entries, with their receipts, in bytes.
    public static let indexBytes = 16 * 1024 * 1024
    /// Receipts of the peer's former logs that are kept of one statement: of more the first and the last.
    public static let formerReceipts = 16
    /// Former logs of the peer beside one log.
    public static let formerPeerLogs = 128
    /// A bundle of checkpoints, in bytes.
    public static let historyBytes = 4 * 1024 * 1024
    /// What is said of a whole log, in bytes.
    public static let descriptionBytes = 256 * 1024
    /// The list of the logs of an export, in bytes.
    public static let manifestBytes = 64 * 1024
    /// The newest checkpoint, in bytes.
    public static let checkpointBytes = NoteLimits.maximumByteCount
    /// Logs in an export: the first of a line and those that followed it.
    public static let logs = 1024
    /// Logs whose checkpoints stand in the history of one log.
    public static let origins = 2 * logs
    /// Checkpoints in the history of one log.
    public static let checkpoints: UInt64 = 1 << 20
    /// A body with its salt, in bytes.
    public static let bodyBytes = Limits.saltBytes + Limits.bodyBytes
    /// A part of a body that is read at once, in bytes.
    public static let bodyPartBytes = Limits.partBytes
    /// Decoded bundles that a reader keeps.
    public static let keptBundles = 16
    /// Files that are written before they are synced together.
    public static let draftFiles = 1024
    /// Threads that sync them.
    public static let syncThreads = 16
    /// Bytes that are written before they are synced together.
    public static let draftBytes = 32 * 1024 * 1024
}
