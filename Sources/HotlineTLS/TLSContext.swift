import COpenSSL
public import HotlineCrypto

/// One node's side of TLS in one role: its certificate and key, and whom it accepts.
///
/// TLS 1.3 only, both sides authenticated by pinned keys, no tickets, no resumption, no early data, no renegotiation, no
/// compression. Signatures are Ed25519; key exchange is X25519MLKEM768 where the linked OpenSSL has it, then X25519.
///
/// Sendable: the pointer is set and the context configured in `init`, before anybody else can see it. Afterwards it is only
/// passed to `SSL_new`, which OpenSSL allows from any number of threads on an unchanged context, and freed in `deinit`.
public final class TLSContext: @unchecked Sendable {
    /// The protocol name of version 1 (RFC 7301). A peer that does not name it is refused.
    public static let alpn = "hotline/1"

    /// Which end of a connection.
    public enum Role: Hashable, Sendable {
        /// The side that dialled.
        case client
        /// The side that was dialled.
        case server
    }

    /// Key exchange groups, newest first: the first list that the linked OpenSSL takes is used. OpenSSL 3.0 refuses a list
    /// with a name that it does not know.
    private static let groupLists = ["X25519MLKEM768:X25519", "X25519"]
    private static let cipherSuites = "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256"
    private static let signatureAlgorithms = "ed25519"

    /// Which end this is.
    public let role: Role
    let pointer: OpaquePointer
    private let policy: PeerPolicy

    /// Sets a role up.
    ///
    /// - Parameters:
    ///   - certificate: what is shown to the peer; must hold the key.
    ///   - key: this node's identity.
    ///   - accepts: whether a key with this ID (the SHA-256 of its SubjectPublicKeyInfo) is pinned. Asked once in every
    ///     handshake on the connection's event loop, so peers can come and go at run time. Must answer quickly.
    /// - Throws: ``TLSError/unusableConfiguration(_:)``.
    public init(
        role: Role, certificate: NodeCertificate, key: SigningKey, accepts: @escaping @Sendable (Digest) -> Bool
    ) throws(TLSError) {
        OpenSSLErrorQueue.clear()
        guard let pointer = SSL_CTX_new(role == .client ? TLS_client_method() : TLS_server_method()) else {
            throw .fromQueue()
        }
        self.role = role
        self.pointer = pointer
        self.policy = PeerPolicy(role: role, accepts: accepts)
        try restrictProtocol()
        try restrictAlgorithms()
        try useIdentity(certificate, key)
        try policy.install(in: pointer)
        TLSObserver.install(in: pointer)
    }

    deinit {
        SSL_CTX_free(pointer)
    }

    private func restrictProtocol() throws(TLSError) {
        _ = shim_ctx_set_strict_options(pointer)
        _ = shim_ctx_set_modes(pointer)
        _ = shim_ctx_set_session_cache_off(pointer)
        OpenSSLErrorQueue.clear()
        guard shim_ctx_set_min_proto_version(pointer, TLS1_3_VERSION) == 1,
            shim_ctx_set_max_proto_version(pointer, TLS1_3_VERSION) == 1,
            SSL_CTX_set_num_tickets(pointer, 0) == 1,
            SSL_CTX_set_max_early_data(pointer, 0) == 1,
            SSL_CTX_set_recv_max_early_data(pointer, 0) == 1
        else { throw .fromQueue() }
    }

    private func restrictAlgorithms() throws(TLSError) {
        let hasGroups = TLSContext.groupLists.contains { shim_ctx_set_groups(pointer, $0) == 1 }
        OpenSSLErrorQueue.clear()
        guard hasGroups else { throw .unusableConfiguration("no key exchange group is available") }
        guard SSL_CTX_set_ciphersuites(pointer, TLSContext.cipherSuites) == 1,
            shim_ctx_set_signature_algorithms(pointer, TLSContext.signatureAlgorithms) == 1
        else { throw .fromQueue() }
    }

    private func useIdentity(_ certificate: NodeCertificate, _ key: SigningKey) throws(TLSError) {
        OpenSSLErrorQueue.clear()
        guard SSL_CTX_use_certificate_ASN1(pointer, Int32(certificate.der.count), certificate.der) == 1,
            key.withOpenSSLKey({ SSL_CTX_use_PrivateKey(pointer, $0) }) == 1,
            SSL_CTX_check_private_key(pointer) == 1
        else { throw .fromQueue() }
    }
}

extension TLSError {
    /// What OpenSSL has just said about a setting.
    static func fromQueue() -> TLSError {
        .unusableConfiguration(OpenSSLErrorQueue.drain())
    }
}
