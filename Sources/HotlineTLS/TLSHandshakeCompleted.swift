public import HotlineCrypto

/// Fired by ``TLSHandler`` as a user inbound event once the handshake is complete and the protocol name is checked.
///
/// For a server this means that the client is authenticated. For a client it means that the server is, but not yet that the
/// server has taken the client: in TLS 1.3 the client's handshake completes before the server judges its certificate. The
/// first application bytes from the server prove that it has; ``TLSError/refusedByPeer(alert:)`` says that it has not.
public struct TLSHandshakeCompleted: Hashable, Sendable {
    /// The peer's pinned key: the SHA-256 of its SubjectPublicKeyInfo.
    public let peerKeyID: Digest
    /// The key exchange group in OpenSSL's words, as `x25519`.
    public let group: String
    /// The cipher suite in the standard's words, as `TLS_AES_256_GCM_SHA384`.
    public let cipher: String
}
