import NIOCore

/// What was written before the handshake was complete, in order. Bounded by ``TLSLimits/pendingWriteByteCount``.
struct PendingWrites {
    private var writes: [(bytes: ByteBuffer, promise: EventLoopPromise<Void>?)] = []
    private var byteCount = 0

    /// Keeps a write, or fails it if there are too many already.
    mutating func append(_ bytes: ByteBuffer, _ promise: EventLoopPromise<Void>?) {
        guard byteCount + bytes.readableBytes <= TLSLimits.pendingWriteByteCount else {
            promise?.fail(TLSError.tooMuchPending)
            return
        }
        byteCount += bytes.readableBytes
        writes.append((bytes, promise))
    }

    /// Gives everything away.
    mutating func take() -> [(bytes: ByteBuffer, promise: EventLoopPromise<Void>?)] {
        defer { self = PendingWrites() }
        return writes
    }

    /// Fails everything.
    mutating func fail(_ error: TLSError) {
        for write in take() {
            write.promise?.fail(error)
        }
    }
}
