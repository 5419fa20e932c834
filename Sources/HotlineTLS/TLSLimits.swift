public import NIOCore

/// Every limit of this layer.
public enum TLSLimits {
    /// Bytes that a peer may send before its handshake is complete. A handshake takes 1 to 3 KiB.
    public static let handshakeByteCount = 64 * 1024
    /// Bytes written before the handshake is complete that are kept until it is; what exceeds them fails.
    public static let pendingWriteByteCount = 1024 * 1024
    /// KeyUpdate messages (RFC 8446 section 4.6.3) that a peer may send without application data between them. An honest
    /// peer sends one after some 24 million records.
    public static let keyUpdateCount = 32
    /// Certificates that a peer may show: its own and nothing else.
    public static let certificateCount = 1
    /// How long a connection whose last bytes were sent is read on, so that the peer gets them: closing a socket with unread
    /// input resets the connection and can destroy an alert on its way.
    public static let drainTime: TimeAmount = .milliseconds(500)
    /// Bytes that are thrown away meanwhile before the connection is cut.
    public static let drainByteCount = 1024 * 1024
}
