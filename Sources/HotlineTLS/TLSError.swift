/// Why a TLS connection failed. Holds nothing that the peer chose but alert numbers; its description is safe to print.
public enum TLSError: Error, Hashable, Sendable, CustomStringConvertible {
    /// This side's configuration was refused by OpenSSL, for the reasons given.
    case unusableConfiguration(String)
    /// The handshake failed for another reason than those below; OpenSSL's reasons.
    case handshakeFailed(String)
    /// The peer showed a certificate with a key that is not pinned here. It was told bad_certificate (42).
    case peerNotPinned
    /// The peer's certificate does not hold an Ed25519 key, or came with others. It was told unsupported_certificate (43).
    case unsuitableCertificate
    /// The client showed no certificate. It was told certificate_required (116).
    case noPeerCertificate
    /// The peer does not speak ``TLSContext/alpn``. A client was told no_application_protocol (120), a server
    /// handshake_failure (40) before this side had signed anything for it.
    case noApplicationProtocol
    /// The peer does not speak TLS 1.3. It was told protocol_version (70).
    case protocolVersion
    /// The peer refused this side with a fatal alert of this number (RFC 8446 section 6.2).
    case refusedByPeer(alert: UInt8)
    /// The connection ended before the handshake was complete.
    case closedDuringHandshake
    /// The peer sent more than ``TLSLimits/handshakeByteCount`` bytes without completing its handshake.
    case handshakeTooLarge
    /// More than ``TLSLimits/pendingWriteByteCount`` bytes were written before the handshake was complete.
    case tooMuchPending
    /// The peer sent more than ``TLSLimits/keyUpdateCount`` KeyUpdates without application data.
    case tooManyKeyUpdates
    /// A record of an established connection was refused; OpenSSL's reasons.
    case badRecord(String)
    /// The peer's bytes ended without close_notify: what it sent last may be missing.
    case truncated
    /// Written after the connection was closed.
    case closed

    /// What went wrong, in words.
    public var description: String {
        switch self {
        case .unusableConfiguration(let reason): "TLS cannot be set up: \(reason)"
        case .handshakeFailed(let reason): "the TLS handshake failed: \(reason)"
        case .peerNotPinned: "the peer's key is not pinned"
        case .unsuitableCertificate: "the peer's certificate is not a single one with an Ed25519 key"
        case .noPeerCertificate: "the peer showed no certificate"
        case .noApplicationProtocol, .refusedByPeer(TLSAlert.noApplicationProtocol):
            "the peer does not speak \(TLSContext.alpn): it speaks another major version of the protocol, or is no node; "
                + "both sides must run versions that share one"
        case .protocolVersion: "the peer does not speak TLS 1.3"
        case .refusedByPeer(let alert): "the peer refused this side: \(TLSAlert.text(alert)) (\(alert))"
        case .closedDuringHandshake: "the connection ended during the TLS handshake"
        case .handshakeTooLarge: "the peer sent more than \(TLSLimits.handshakeByteCount) bytes of handshake"
        case .tooMuchPending: "more than \(TLSLimits.pendingWriteByteCount) bytes were written during the handshake"
        case .tooManyKeyUpdates: "the peer sent more than \(TLSLimits.keyUpdateCount) key updates without data"
        case .badRecord(let reason): "a TLS record was refused: \(reason)"
        case .truncated: "the peer's bytes ended without a TLS close_notify"
        case .closed: "the TLS connection is closed"
        }
    }
}
