internal import CBOR
public import HotlineCrypto

/// What the parties agreed: the channels and what may be said on them. A statement carries the digest of the agreement
/// that its sender holds in force.
public struct Agreement: Hashable, Sendable {
    /// The channels that have a desk.
    public let channels: [ChannelName]

    /// An agreement over these channels, kept in order of name; nil for none or more than `Limits.channels`.
    public init?(channels: [ChannelName]) {
        let sorted = Set(channels).sorted()
        guard (1...Limits.channels).contains(sorted.count) else { return nil }
        self.channels = sorted
    }

    /// The default in force where the parties signed nothing: three channels, all kinds, all precedences.
    public static let builtIn = Agreement(known: ["csirt", "nrrc", "officials"].compactMap { ChannelName($0) })

    private init(known channels: [ChannelName]) {
        self.channels = channels
    }

    /// SHA-256 of the deterministic encoding `{1: [channel …]}`.
    public var digest: Digest {
        var map = CBORMap()
        map[1] = .array(channels.map { .text($0.text) })
        return Digest.sha256(CBORValue.map(map).encoded())
    }

    /// Whether the channel has a desk.
    public func allows(_ channel: ChannelName) -> Bool { channels.contains(channel) }
}
