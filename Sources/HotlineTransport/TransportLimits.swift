public import NIOCore

/// The limits of the sockets' layer, by name.
public enum TransportLimits {
    /// Connections that may be in their handshake at once; one more is closed unread.
    public static let handshakes = 128
    /// Of these, kept for sources that a peer is known to be at.
    public static let handshakesKept = 32
    /// Connections from one source (an IPv4 address, an IPv6 /64) that may be in their handshake at once.
    public static let handshakesPerSource = 32
    /// Sources that are remembered because a pinned key was shown from there.
    public static let rememberedSources = 256
    /// Names that may be looked up at once, over all lines; each blocks a thread.
    public static let lookupThreads = 16
    /// Descriptors that no connection of a line may take; half of them no connection of the local API either.
    public static let descriptorsKept = 32
    /// Descriptors without which a node may have to refuse connections that it has places for; fewer are told at the start.
    public static let descriptorsWanted = 1024
    /// Nothing is accepted for this long after the system had no descriptor or memory for a connection.
    public static let acceptPause: TimeAmount = .milliseconds(100)
}
