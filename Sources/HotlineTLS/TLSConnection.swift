import COpenSSL
import HotlineCrypto
import NIOCore

/// One TLS connection over two memory BIOs: bytes in, bytes out, no socket.
///
/// Call order: ``receive(_:)`` and ``handshake()`` until it returns the peer; then ``receive(_:)``, ``decrypt(into:)`` and
/// ``encrypt(_:into:)`` in any order; ``closeNotify()`` at most once, at the end. After every call, also after one that
/// threw, ``takeOutput(into:)`` has what must go to the peer. A connection that threw is not used again.
final class TLSConnection {
    /// What is known once a handshake is complete.
    typealias Completion = TLSHandshakeCompleted

    /// How far ``decrypt(into:)`` came.
    enum Progress {
        /// All that has arrived is decrypted.
        case needsInput
        /// The peer has sent close_notify.
        case ended
    }

    /// The least room that is offered to OpenSSL for plaintext.
    private static let leastReadCount = 1024

    private let context: TLSContext
    private let connection: OpaquePointer
    private let input: MemoryBIO
    private let output: MemoryBIO
    private let observer = TLSObserver()
    private var handshakeByteCount = 0
    private var isComplete = false
    private var hasClosed = false

    init(context: TLSContext) throws(TLSError) {
        OpenSSLErrorQueue.clear()
        let input = try MemoryBIO()
        let output = try MemoryBIO()
        guard let connection = SSL_new(context.pointer) else { throw .fromQueue() }
        SSL_set_bio(connection, input.retained(), output.retained())
        switch context.role {
        case .client: SSL_set_connect_state(connection)
        case .server: SSL_set_accept_state(connection)
        }
        self.context = context
        self.connection = connection
        self.input = input
        self.output = output
        observer.attach(to: connection)
    }

    deinit {
        SSL_free(connection)
    }

    /// The peer has ended its direction properly.
    var receivedCloseNotify: Bool {
        observer.receivedCloseNotify
    }

    /// Takes bytes from the peer. Throws if there are too many before the handshake is complete.
    func receive(_ bytes: ByteBuffer) throws(TLSError) {
        if !isComplete {
            handshakeByteCount += bytes.readableBytes
            guard handshakeByteCount <= TLSLimits.handshakeByteCount else { throw .handshakeTooLarge }
        }
        input.append(bytes)
    }

    /// Goes on with the handshake as far as the input allows; nil if it needs more.
    func handshake() throws(TLSError) -> Completion? {
        OpenSSLErrorQueue.clear()
        let result = SSL_do_handshake(connection)
        guard result == 1 else {
            try throwUnlessWaiting(result)
            return nil
        }
        isComplete = true
        return try completion()
    }

    /// Appends the plaintext of all complete records.
    func decrypt(into plaintext: inout ByteBuffer) throws(TLSError) -> Progress {
        // OpenSSL is not asked without need: the call would want room for plaintext that cannot come.
        while input.count > 0 || SSL_pending(connection) > 0 {
            OpenSSLErrorQueue.clear()
            var result: Int32 = 0
            plaintext.writeWithUnsafeMutableBytes(minimumWritableBytes: TLSConnection.leastReadCount) { target in
                result = SSL_read(connection, target.baseAddress, Int32(clamping: target.count))
                return Int(max(0, result))
            }
            guard result > 0 else { return try afterFailedRead(result) }
            observer.sawApplicationData()
        }
        return .needsInput
    }

    /// Appends the records of this plaintext.
    func encrypt(_ plaintext: ByteBuffer, into ciphertext: inout ByteBuffer) throws(TLSError) {
        guard !hasClosed else { throw .closed }
        var rest = plaintext
        while rest.readableBytes > 0 {
            OpenSSLErrorQueue.clear()
            // At most one record a call (SSL_MODE_ENABLE_PARTIAL_WRITE), so the output BIO stays small.
            let result = rest.withUnsafeReadableBytes {
                SSL_write(connection, $0.baseAddress, Int32(clamping: $0.count))
            }
            guard result > 0 else { throw diagnosis() }
            rest.moveReaderIndex(forwardBy: Int(result))
            output.drain(into: &ciphertext)
        }
    }

    /// Ends this side's direction.
    func closeNotify() {
        hasClosed = true
        OpenSSLErrorQueue.clear()
        SSL_shutdown(connection)
        OpenSSLErrorQueue.clear()
    }

    /// Appends what must go to the peer.
    func takeOutput(into buffer: inout ByteBuffer) {
        output.drain(into: &buffer)
    }

    /// Bytes that must go to the peer.
    var outputByteCount: Int {
        output.count
    }

    /// Bytes from the peer that are not decrypted yet, as far as OpenSSL has not taken them.
    var inputByteCount: Int {
        input.count
    }

    /// Room for the records of this plaintext: each of at most 16 KiB adds a header of 5 bytes, a type and a tag of 16.
    func ciphertextByteCount(of plaintext: ByteBuffer) -> Int {
        plaintext.readableBytes + (plaintext.readableBytes / Int(SSL3_RT_MAX_PLAIN_LENGTH) + 1) * 22
    }
}

/// Judging results.
extension TLSConnection {
    /// The second line behind the callbacks: protocol, peer and freshness are looked at once more.
    private func completion() throws(TLSError) -> Completion {
        guard PeerPolicy.spokenProtocolIsOurs(connection) else { throw .noApplicationProtocol }
        guard let certificate = SSL_get1_peer_certificate(connection) else { throw .noPeerCertificate }
        defer { X509_free(certificate) }
        guard SSL_session_reused(connection) == 0, SSL_get_verify_result(connection) == Int(X509_V_OK),
            let keyID = PeerPolicy.keyID(of: certificate)
        else { throw .peerNotPinned }
        let cipher = SSL_CIPHER_get_name(SSL_get_current_cipher(connection)).map { String(cString: $0) }
        return Completion(
            peerKeyID: keyID, group: String(cString: shim_ssl_group_name(connection)), cipher: cipher ?? "")
    }

    private func afterFailedRead(_ result: Int32) throws(TLSError) -> Progress {
        guard observer.keyUpdateCount <= TLSLimits.keyUpdateCount else { throw .tooManyKeyUpdates }
        if SSL_get_error(connection, result) == SSL_ERROR_ZERO_RETURN { return .ended }
        try throwUnlessWaiting(result)
        return .needsInput
    }

    private func throwUnlessWaiting(_ result: Int32) throws(TLSError) {
        guard SSL_get_error(connection, result) != SSL_ERROR_WANT_READ else { return }
        throw diagnosis()
    }

    /// The failure that has just happened, from the verdict on the peer and the alerts; else in OpenSSL's words.
    private func diagnosis() -> TLSError {
        let reasons = OpenSSLErrorQueue.drain()
        if let alert = observer.receivedAlert { return .refusedByPeer(alert: alert) }
        switch Int32(truncatingIfNeeded: SSL_get_verify_result(connection)) {
        case X509_V_ERR_CERT_REJECTED: return .peerNotPinned
        case X509_V_ERR_INVALID_PURPOSE: return .unsuitableCertificate
        case X509_V_ERR_APPLICATION_VERIFICATION: return .noApplicationProtocol
        default: break
        }
        if isComplete { return .badRecord(reasons) }
        switch observer.sentAlert {
        case TLSAlert.noApplicationProtocol: return .noApplicationProtocol
        case TLSAlert.protocolVersion: return .protocolVersion
        case TLSAlert.certificateRequired: return .noPeerCertificate
        default: return .handshakeFailed(reasons)
        }
    }
}
