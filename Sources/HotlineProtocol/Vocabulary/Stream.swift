public import HotlineCrypto

/// A lane in a line, staffed by its own desk: `csirt`, `nrrc`, `officials`, or one that the parties add.
public struct ChannelName: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// 1 to 32 characters of a-z, 0-9 and inner hyphens.
    public let text: String

    /// The channel of that name, or nil where the text is no channel name.
    public init?(_ text: String) {
        guard Token.isName(text, atMost: Limits.channelNameCharacters) else { return nil }
        self.text = text
    }

    /// The value as logs and people read it.
    public var description: String { text }

    /// The natural order.
    public static func < (left: ChannelName, right: ChannelName) -> Bool { left.text < right.text }
}

/// How urgent a message is: the terms and order of ACP 127.
public enum Precedence: UInt8, CaseIterable, Hashable, Comparable, Sendable, CustomStringConvertible {
    case routine = 0
    case priority = 1
    case immediate = 2
    case flash = 3

    /// The precedence of that name, or nil.
    public init?(name: String) {
        guard let match = Precedence.allCases.first(where: { $0.description == name }) else { return nil }
        self = match
    }

    /// The value as logs and people read it.
    public var description: String {
        switch self {
        case .routine: "routine"
        case .priority: "priority"
        case .immediate: "immediate"
        case .flash: "flash"
        }
    }

    /// The natural order.
    public static func < (left: Precedence, right: Precedence) -> Bool { left.rawValue < right.rawValue }
}

/// The unit of ordering: one sender's messages in one channel at one precedence.
///
/// The sender is not part of the value: own and peer streams are kept apart by where they are kept.
public struct Stream: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The channel.
    public let channel: ChannelName
    /// The precedence.
    public let precedence: Precedence

    /// The stream of that channel and precedence.
    public init(channel: ChannelName, precedence: Precedence) {
        self.channel = channel
        self.precedence = precedence
    }

    /// The value as logs and people read it.
    public var description: String { "\(channel)/\(precedence)" }

    /// Most urgent first, then by channel name: the order in which streams are served.
    public static func < (left: Stream, right: Stream) -> Bool {
        left.precedence == right.precedence ? left.channel < right.channel : left.precedence > right.precedence
    }
}

/// 16 random bytes drawn each time a node opens its database for writing, so that (epoch, sequence) is never used
/// twice, not even by a restored copy that does not know it is one.
public struct Epoch: Hashable, Sendable, CustomStringConvertible {
    /// Bytes in an epoch.
    public static let byteCount = 16
    /// The random bytes.
    public let bytes: [UInt8]

    /// The epoch of those bytes, or nil where they are not 16.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
    }

    /// The value as logs and people read it.
    public var description: String { Hex.encode(bytes) }
}

/// A statement's place in its stream: dense from 1 within an epoch.
public struct Ordinal: Hashable, Sendable, CustomStringConvertible {
    /// The sender's epoch.
    public let epoch: Epoch
    /// 1 for the first statement of the stream in that epoch.
    public let sequence: UInt64

    /// A place in a stream; nil for a sequence below 1 or beyond what a store can keep.
    public init?(epoch: Epoch, sequence: UInt64) {
        guard (1...UInt64(Int64.max)).contains(sequence) else { return nil }
        self.epoch = epoch
        self.sequence = sequence
    }

    /// The value as logs and people read it.
    public var description: String { "\(epoch)#\(sequence)" }
}

/// The last statement of a stream that a side holds: what the next one must follow.
public struct StreamTail: Hashable, Sendable {
    /// Its place.
    public let ordinal: Ordinal
    /// SHA-256 of its bytes.
    public let digest: Digest

    /// The tail of a stream.
    public init(ordinal: Ordinal, digest: Digest) {
        self.ordinal = ordinal
        self.digest = digest
    }
}
