public import COSE

/// One unit on the wire: a 4-byte big-endian length, then a CBOR array `[type, …]` (Docs/Protocol.md, "Frames").
public enum Frame: Hashable, Sendable {
    case hello(Hello)
    case statement(StatementFrame)
    case chunk(ChunkFrame)
    case receipt(ReceiptFrame)
    case checkpoint(CheckpointFrame)
    case cosignature(CosignatureFrame)
    /// The receiver may have so much more on the way than the HELLO and the credit frames before granted.
    case credit(Credit)
    case ping(UInt64)
    case pong(UInt64)
    case error(ErrorCode)
    case bye(ByeReason)
}

extension Frame {
    /// About how long it is on the wire, without encoding it: what makes the difference between long and short ones.
    public var contentBytes: Int {
        switch self {
        case .statement(let frame): frame.statement.count + (frame.opening?.first.count ?? 0)
        case .chunk(let frame): frame.bytes.count
        case .receipt(let frame): frame.receipt.bytes.count
        case .checkpoint(let frame): frame.head.count + frame.note.count
        case .hello(let hello): hello.opening.count + hello.newestHead.count
        case .cosignature: Limits.cosignatureBytes
        case .credit, .ping, .pong, .error, .bye: 8
        }
    }
}

/// The first element of a frame.
enum FrameType: UInt64 {
    case hello = 0
    case statement = 1
    case chunk = 2
    case receipt = 3
    case checkpoint = 4
    case cosignature = 5
    case credit = 6
    case ping = 7
    case pong = 8
    case error = 9
    case bye = 10
}

/// A signed statement with the start of its body.
public struct StatementFrame: Hashable, Sendable {
    /// The start of a body that goes with its statement.
    public struct Opening: Hashable, Sendable {
        /// Names the transfer in the chunks that follow; counts up within a session.
        public let transfer: UInt64
        /// The body's salt.
        public let salt: [UInt8]
        /// The first bytes of the content, at most `Limits.chunkBytes`; the whole of it where it is not longer.
        public let first: [UInt8]

        /// The start of a transfer.
        public init(transfer: UInt64, salt: [UInt8], first: [UInt8]) {
            self.transfer = transfer
            self.salt = salt
            self.first = first
        }
    }

    /// The statement's bytes.
    public let statement: [UInt8]
    /// The body's start; nil where the peer said in its HELLO that it holds the statement and only the receipt is wanted.
    public let opening: Opening?

    /// A statement to be sent.
    public init(statement: [UInt8], opening: Opening?) {
        self.statement = statement
        self.opening = opening
    }
}

/// A further piece of a body.
public struct ChunkFrame: Hashable, Sendable {
    /// The transfer that the statement frame named.
    public let transfer: UInt64
    /// Where in the content the piece begins.
    public let offset: UInt64
    /// 1 to `Limits.chunkBytes` bytes.
    public let bytes: [UInt8]

    /// A piece of a body.
    public init(transfer: UInt64, offset: UInt64, bytes: [UInt8]) {
        self.transfer = transfer
        self.offset = offset
        self.bytes = bytes
    }
}

/// A receipt, the places of the statements that it is for, and the path from the last head that the receiver holds.
public struct ReceiptFrame: Hashable, Sendable {
    /// A statement's place in its sender's streams.
    public struct Place: Hashable, Sendable {
        /// The stream.
        public let stream: Stream
        /// The place there.
        public let ordinal: Ordinal

        /// A place.
        public init(stream: Stream, ordinal: Ordinal) {
            self.stream = stream
            self.ordinal = ordinal
        }
    }

    /// The receipt.
    public let receipt: Receipt
    /// One place for each proof, in the same order.
    public let places: [Place]
    /// From the smaller to the larger of the held head and the receipt's; nil where their sizes are equal.
    public let consistency: MerkleConsistency?

    /// A receipt to be sent.
    public init(receipt: Receipt, places: [Place], consistency: MerkleConsistency?) {
        self.receipt = receipt
        self.places = places
        self.consistency = consistency
    }
}

/// Why a side ends a session because of what the other did. Stable names of the protocol.
public enum ErrorCode: String, CaseIterable, Hashable, Sendable {
    /// A frame, statement or HELLO is malformed, misplaced or over a limit.
    case violation
    /// Statements are missing before the one that came: the next HELLO says what is held.
    case gap
    /// Histories do not agree: the line is stopped until its operators have looked.
    case stopped
    /// The peer's major or minor version cannot be spoken.
    case version
    /// A deadline passed.
    case timeout
    /// The node cannot store anything now.
    case unavailable
}

/// Why a side ends a session of its own accord.
public enum ByeReason: String, CaseIterable, Hashable, Sendable {
    /// The node is stopping.
    case shutdown
    /// Another session of this line has won.
    case replaced
    /// The operator removed the peer.
    case removed
}

/// Why bytes are no frame. Each is a violation.
public enum FrameError: Error, Hashable, Sendable, CustomStringConvertible {
    case tooLarge(Int)
    case encoding(String)
    case unknownType
    case malformed(String)

    /// The value as logs and people read it.
    public var description: String {
        switch self {
        case .tooLarge(let size): "a frame of \(size) bytes is over the limit of \(Limits.frameBytes)"
        case .encoding(let reason): "a frame is not deterministic CBOR: \(reason)"
        case .unknownType: "a frame of an unknown type"
        case .malformed(let member): "the frame's \(member) is missing or malformed"
        }
    }
}
