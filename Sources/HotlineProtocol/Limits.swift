/// Every limit of the protocol, by name. A peer that passes one is refused by that name (invariant 7).
///
/// The first group is part of the wire format (Docs/Protocol.md, section "Limits") and the same in every implementation;
/// the second is this implementation's own and may be changed without asking the peer.
public enum Limits {
    // MARK: Part of the wire format

    /// A signed statement, in bytes, so that a log entry always fits a C2SP tile entry.
    public static let statementBytes = 4096
    /// The kind-specific map of a statement, encoded, in bytes.
    public static let detailsBytes = 1024
    /// The content of a message, in bytes.
    public static let bodyBytes = 16 * 1024 * 1024
    /// One piece of a body in one frame, in bytes.
    public static let chunkBytes = 16 * 1024
    /// The random salt before the content in a body's digest, in bytes.
    public static let saltBytes = 16
    /// One frame after its length prefix, in bytes: 32 proofs of a log with 2^40 entries fit.
    public static let frameBytes = 96 * 1024
    /// A signed head with its root attached, in bytes.
    public static let headBytes = 512
    /// The signed note of a checkpoint, in bytes: an origin has 144 at most.
    public static let checkpointBytes = 1024
    /// The line of a cosignature, in bytes.
    public static let cosignatureBytes = 256
    /// Entry 0 of a log, in bytes.
    public static let openingBytes = 1024
    /// The record of an erasure, in bytes, so that it fits where a statement does.
    public static let erasureBytes = 4096
    /// Leaves that one erasure names.
    public static let erasedLeaves = 256
    /// What an officer notes to an erasure, in UTF-8 bytes.
    public static let erasureNoteBytes = 512
    /// A retention rule as an erasure names it, in UTF-8 bytes.
    public static let retentionRuleBytes = 256
    /// Proofs in one receipt.
    public static let proofsPerReceipt = 32
    /// Hashes in one inclusion or consistency path: a tree never has 2^63 entries.
    public static let pathHashes = 63
    /// Channels of one line.
    public static let channels = 32
    /// Streams of one side of a line: each channel at each precedence.
    public static let streams = channels * Precedence.allCases.count
    /// A channel's name, in characters.
    public static let channelNameCharacters = 32
    /// A kind's name, in characters.
    public static let kindNameCharacters = 32
    /// A media type, in characters.
    public static let mediaTypeCharacters = 127
    /// A language tag, in characters (RFC 5646 recommends room for 35).
    public static let languageTagCharacters = 35
    /// An officer's name, in UTF-8 bytes.
    public static let officerBytes = 256
    /// A refusal's or error's code, in characters.
    public static let codeCharacters = 64
    /// The longest time to acknowledge that a sender may set, in seconds: one year.
    public static let acknowledgeBySeconds: UInt32 = 366 * 24 * 3600
    /// Capabilities named in one HELLO, and the characters of each.
    public static let capabilities = 32

    // MARK: This implementation's own

    /// Statements that a peer may have on the way to us without a receipt (credit, granted in HELLO).
    public static let creditMessages: UInt64 = 512
    /// Bytes of statements and bodies that a peer may have on the way to us without a receipt (credit, granted in HELLO):
    /// each precedence finds room for one body of the largest size beside those of the less urgent ones.
    public static let creditBytes: UInt64 = 4 * (16 * 1024 * 1024 + 4096)
    /// Statements that this side has on the way without a receipt, however many the peer granted.
    public static let sentMessages: UInt64 = 4096
    /// One part of a body in the store, in bytes: a longer body is stored and read in parts of this size, the last one
    /// shorter, so that neither side ever holds it whole.
    public static let partBytes = 256 * 1024
    /// Statements read from the store ahead of the socket, for each stream.
    public static let outboxReadAhead = 32
    /// Checkpoints of a peer that are answered without a pause.
    public static let checkpointBurst = 8
    /// Statements in one batch of the store.
    public static let batchStatements = 256
    /// Statement and body bytes in one batch of the store; a batch always takes at least one statement.
    public static let batchBytes = 1024 * 1024
    /// Submissions that may wait for the store at once; one more is refused by name.
    public static let waitingSubmissions = 4096
    /// Own statements that one recovery takes back at most: they are kept in memory until they are committed together.
    public static let recoveredStatements = 65_536
    /// How often a disk is asked for a body that the peer has lost, each time in a recovery begun anew, before it goes without.
    public static let readAttempts = 3
    /// Connections of one line at once that the peer has dialled, from the end of the handshake to the end of the connection; one
    /// more is closed. An honest peer has no more than its routes' dials of some seconds.
    public static let sessionsPerLine = 64
    /// Dials of one route that may be connecting at once; one more, and the oldest is given up.
    public static let dialsPerRoute = 2
}
