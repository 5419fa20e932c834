import COpenSSL

/// What passes a connection below the level of its calls: the alerts of both directions and the peer's KeyUpdates.
///
/// OpenSSL names its own failures by texts and codes that change between versions; the alerts are the protocol's own words
/// for them, so ``TLSError`` is made from these.
final class TLSObserver {
    /// The last fatal alert that this side sent.
    private(set) var sentAlert: UInt8?
    /// The last fatal alert that the peer sent.
    private(set) var receivedAlert: UInt8?
    /// The peer has sent close_notify.
    private(set) var receivedCloseNotify = false
    /// The peer's KeyUpdates since the last application data.
    private(set) var keyUpdateCount = 0

    /// Application data has arrived.
    func sawApplicationData() {
        keyUpdateCount = 0
    }

    private func saw(_ contentType: Int32, _ bytes: UnsafeRawBufferPointer, sent: Bool) {
        switch contentType {
        case SSL3_RT_ALERT where bytes.count == 2: sawAlert(bytes[1], sent: sent)
        case SSL3_RT_HANDSHAKE where !sent && bytes.first == UInt8(SSL3_MT_KEY_UPDATE): keyUpdateCount += 1
        default: break
        }
    }

    private func sawAlert(_ alert: UInt8, sent: Bool) {
        switch (alert, sent) {
        case (TLSAlert.closeNotify, false): receivedCloseNotify = true
        case (TLSAlert.closeNotify, true), (TLSAlert.userCanceled, _): break
        case (_, true): sentAlert = alert
        case (_, false): receivedAlert = alert
        }
    }

    /// Makes OpenSSL report the messages of all connections of a context, each to its own observer.
    static func install(in context: OpaquePointer) {
        SSL_CTX_set_msg_callback(context) { sent, _, contentType, bytes, count, _, observer in
            // Without an observer the connection is not set up yet.
            guard let observer, let bytes else { return }
            Unmanaged<TLSObserver>.fromOpaque(observer).takeUnretainedValue()
                .saw(contentType, UnsafeRawBufferPointer(start: bytes, count: count), sent: sent == 1)
        }
    }

    /// Attaches the observer to one connection, which must not outlive it.
    func attach(to connection: OpaquePointer) {
        shim_ssl_set_message_observer(connection, Unmanaged.passUnretained(self).toOpaque())
    }
}
