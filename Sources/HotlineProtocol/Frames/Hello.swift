public import HotlineCrypto

/// What a side has taken in of one of the peer's streams.
public struct HeldStream: Hashable, Sendable {
    /// The stream.
    public let stream: Stream
    /// The last statement committed of it.
    public let tail: StreamTail

    /// The last statement committed of a stream.
    public init(stream: Stream, tail: StreamTail) {
        self.stream = stream
        self.tail = tail
    }
}

/// What a side can do beyond the version, by its name in HELLO: used only where both HELLOs name it.
public enum Capability {
    /// Checkpoints and cosignatures: frames 4 and 5.
    public static let checkpoints = "checkpoints"
}

/// The first frame of each side: who it is, what it holds, and what it grants. Unknown members are ignored.
public struct Hello: Hashable, Sendable {
    /// The protocol's minor version that this code speaks; the major one is in the ALPN name `hotline/1`.
    public static let currentMinor: UInt64 = 0

    /// The sender's minor version.
    public var minor: UInt64 = Hello.currentMinor
    /// What the sender can do beyond the version (``Capability``); what is not known is ignored.
    public var capabilities: [String] = []
    /// Statements that the receiver of this HELLO may have on the way without a receipt.
    public var creditMessages: UInt64 = Limits.creditMessages
    /// Bytes of statements and bodies that it may have on the way without a receipt.
    public var creditBytes: UInt64 = Limits.creditBytes
    /// The sender's name.
    public var node: NodeName
    /// The sender's epoch.
    public var epoch: Epoch
    /// How many times the dialler has dialled in its epoch; 0 from the side that was dialled.
    public var dialCounter: UInt64
    /// Entry 0 of the sender's log.
    public var opening: [UInt8]
    /// The sender's newest head.
    public var newestHead: [UInt8]
    /// The largest committed head of the receiver's log; nil where none is held beyond entry 0.
    public var heldHead: [UInt8]?
    /// What is committed of each of the receiver's streams, in order of stream.
    public var streams: [HeldStream]
    /// The agreement that the sender holds in force; a difference is shown and closes nothing.
    public var agreement: Digest
    /// The sender's clock, shown only.
    public var clock: UTCTime

    /// A HELLO with this version's limits.
    public init(
        node: NodeName, epoch: Epoch, dialCounter: UInt64, opening: [UInt8], newestHead: [UInt8], heldHead: [UInt8]?,
        streams: [HeldStream], agreement: Digest, clock: UTCTime
    ) {
        self.node = node
        self.epoch = epoch
        self.dialCounter = dialCounter
        self.opening = opening
        self.newestHead = newestHead
        self.heldHead = heldHead
        self.streams = streams
        self.agreement = agreement
        self.clock = clock
    }
}
