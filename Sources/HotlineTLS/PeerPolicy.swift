import COpenSSL
import HotlineCrypto

/// Decides whom a context talks to: the certificate check and the ALPN checks, as OpenSSL's callbacks.
///
/// Chains, authorities, names and dates decide nothing. One certificate with one pinned Ed25519 key does.
final class PeerPolicy: Sendable {
    /// The protocol name with its length before it (RFC 7301 section 3.1).
    static let protocolList = [UInt8(TLSContext.alpn.utf8.count)] + Array(TLSContext.alpn.utf8)

    private let role: TLSContext.Role
    private let accepts: @Sendable (Digest) -> Bool

    init(role: TLSContext.Role, accepts: @escaping @Sendable (Digest) -> Bool) {
        self.role = role
        self.accepts = accepts
    }

    /// Makes OpenSSL ask this policy, which must outlive the context.
    func install(in context: OpaquePointer) throws(TLSError) {
        SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nil)
        let policy = Unmanaged.passUnretained(self).toOpaque()
        SSL_CTX_set_cert_verify_callback(
            context,
            { store, policy in
                guard let store, let policy else { return 0 }
                return Unmanaged<PeerPolicy>.fromOpaque(policy).takeUnretainedValue().verify(store)
            }, policy)
        switch role {
        case .client: try PeerPolicy.offerProtocol(in: context)
        case .server: PeerPolicy.requireProtocol(in: context)
        }
    }

    /// The verdict on a peer's certificates: 1 or 0, with the error that OpenSSL turns into an alert.
    private func verify(_ store: OpaquePointer) -> Int32 {
        let error = judge(store)
        X509_STORE_CTX_set_error(store, error)
        return error == X509_V_OK ? 1 : 0
    }

    private func judge(_ store: OpaquePointer) -> Int32 {
        // The server's choice of protocol is known to a client by now, and nothing was signed for the server yet.
        if role == .client, !PeerPolicy.spokenProtocolIsOurs(PeerPolicy.connection(of: store)) {
            return X509_V_ERR_APPLICATION_VERIFICATION
        }
        guard shim_chain_count(X509_STORE_CTX_get0_untrusted(store)) == TLSLimits.certificateCount,
            let certificate = X509_STORE_CTX_get0_cert(store), PeerPolicy.holdsEd25519Key(certificate),
            let keyID = PeerPolicy.keyID(of: certificate)
        else { return X509_V_ERR_INVALID_PURPOSE }
        return accepts(keyID) ? X509_V_OK : X509_V_ERR_CERT_REJECTED
    }

    private static func connection(of store: OpaquePointer) -> OpaquePointer? {
        X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()).map { OpaquePointer($0) }
    }

    private static func holdsEd25519Key(_ certificate: OpaquePointer) -> Bool {
        guard let key = X509_get0_pubkey(certificate) else { return false }
        return EVP_PKEY_is_a(key, "ED25519") == 1
    }

    /// SHA-256 of the certificate's SubjectPublicKeyInfo, exactly as the peer encoded it.
    static func keyID(of certificate: OpaquePointer) -> Digest? {
        var encoded: UnsafeMutablePointer<UInt8>?
        let count = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &encoded)
        guard count > 0, let encoded else { return nil }
        defer { CRYPTO_free(encoded, #fileID, #line) }
        return Digest.sha256([UInt8](UnsafeBufferPointer(start: encoded, count: Int(count))))
    }

    /// Whether the two sides have agreed on ``TLSContext/alpn``.
    static func spokenProtocolIsOurs(_ connection: OpaquePointer?) -> Bool {
        #if HOTLINE_PLANTED
            if PlantedBug.alpnUnchecked.isActive { return true }
        #endif
        var name: UnsafePointer<UInt8>?
        var count: UInt32 = 0
        SSL_get0_alpn_selected(connection, &name, &count)
        return UnsafeBufferPointer(start: name, count: Int(count)).elementsEqual(TLSContext.alpn.utf8)
    }
}

/// Naming the protocol.
extension PeerPolicy {
    private static func offerProtocol(in context: OpaquePointer) throws(TLSError) {
        OpenSSLErrorQueue.clear()
        // Unlike its neighbours this function returns 0 for success.
        guard SSL_CTX_set_alpn_protos(context, protocolList, UInt32(protocolList.count)) == 0 else {
            throw .fromQueue()
        }
    }

    private static func requireProtocol(in context: OpaquePointer) {
        SSL_CTX_set_alpn_select_cb(
            context,
            { _, selected, selectedCount, offered, offeredCount, _ in
                guard let selected, let selectedCount, let offered,
                    let start = PeerPolicy.placeOfProtocol(
                        in: UnsafeBufferPointer(start: offered, count: Int(offeredCount)))
                else {
                    #if HOTLINE_PLANTED
                        if PlantedBug.alpnUnchecked.isActive { return SSL_TLSEXT_ERR_NOACK }
                    #endif
                    return SSL_TLSEXT_ERR_ALERT_FATAL
                }
                // The name may lie in the client's own list (SSL_CTX_set_alpn_select_cb(3)).
                selected.pointee = offered + start
                selectedCount.pointee = UInt8(TLSContext.alpn.utf8.count)
                return SSL_TLSEXT_ERR_OK
            }, nil)
        // The callback above is not asked when a client sends no list at all.
        SSL_CTX_set_client_hello_cb(
            context,
            { connection, alert, _ in
                guard let refusal = PeerPolicy.refusal(ofHello: connection) else { return SSL_CLIENT_HELLO_SUCCESS }
                alert?.pointee = Int32(refusal)
                return SSL_CLIENT_HELLO_ERROR
            }, nil)
    }

    /// Where the name lies in a list of names with a length byte each.
    private static func placeOfProtocol(in list: UnsafeBufferPointer<UInt8>) -> Int? {
        var index = 0
        while index < list.count {
            let start = index + 1
            let end = start + Int(list[index])
            guard end <= list.count else { return nil }
            if list[start..<end].elementsEqual(TLSContext.alpn.utf8) { return start }
            index = end
        }
        return nil
    }

    /// The alert for a ClientHello that cannot be one of TLS 1.3, or that names no protocol.
    private static func refusal(ofHello connection: OpaquePointer?) -> UInt8? {
        guard hello(connection, has: TLSEXT_TYPE_supported_versions) else { return TLSAlert.protocolVersion }
        #if HOTLINE_PLANTED
            if PlantedBug.alpnUnchecked.isActive { return nil }
        #endif
        guard hello(connection, has: TLSEXT_TYPE_application_layer_protocol_negotiation) else {
            return TLSAlert.noApplicationProtocol
        }
        return nil
    }

    private static func hello(_ connection: OpaquePointer?, has type: Int32) -> Bool {
        var bytes: UnsafePointer<UInt8>?
        var count = 0
        return SSL_client_hello_get0_ext(connection, UInt32(type), &bytes, &count) == 1
    }
}
