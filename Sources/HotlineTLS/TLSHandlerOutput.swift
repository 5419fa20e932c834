public import NIOCore

/// Asks a ``TLSHandler`` to close an open connection at once, with a close_notify as far as the socket takes it: for one that
/// nobody serves, whose descriptor the peer could else hold for ``TLSLimits/drainTime``.
public struct TLSTurnAway: Sendable {
    /// The event.
    public init() {}
}

/// Output.
extension TLSHandler {
    /// Encrypts, or keeps until the handshake is complete. The promise succeeds when the ciphertext is in the socket.
    public func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let bytes = unwrapOutboundIn(data)
        switch state {
        case .waiting, .handshaking: pending.append(bytes, promise)
        case .open(let connection): write(context, connection, bytes, promise)
        case .closing, .closed: promise?.fail(TLSError.closed)
        }
    }

    func write(
        _ context: ChannelHandlerContext, _ connection: TLSConnection, _ bytes: ByteBuffer,
        _ promise: EventLoopPromise<Void>?
    ) {
        var ciphertext = context.channel.allocator.buffer(capacity: connection.ciphertextByteCount(of: bytes))
        do {
            try connection.encrypt(bytes, into: &ciphertext)
            context.write(wrapOutboundOut(ciphertext), promise: promise)
        } catch {
            promise?.fail(error)
            // Writing after a half-closure harms nobody but the writer.
            if error != .closed { fail(context, connection, error) }
        }
    }

    /// Sends what OpenSSL itself has to say: handshake messages, key updates.
    func flushOutput(_ context: ChannelHandlerContext, _ connection: TLSConnection) {
        guard connection.outputByteCount > 0 else { return }
        context.writeAndFlush(wrapOutboundOut(output(context, connection)), promise: nil)
    }

    private func output(_ context: ChannelHandlerContext, _ connection: TLSConnection?) -> ByteBuffer {
        var bytes = context.channel.allocator.buffer(capacity: connection?.outputByteCount ?? 0)
        connection?.takeOutput(into: &bytes)
        return bytes
    }
}

/// The end.
extension TLSHandler {
    /// Closes in any state: an open connection with a close_notify, the promise succeeding when the channel is closed.
    public func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        switch (state, mode) {
        case (.open(let connection), .all):
            context.channel.closeFuture.cascade(to: promise)
            close(context, connection)
        case (.open(let connection), .output):
            connection.closeNotify()
            flushOutput(context, connection)
            context.close(mode: mode, promise: promise)
        case (.closing, .all):
            context.channel.closeFuture.cascade(to: promise)
        case (.waiting, .all), (.handshaking, .all):
            finish()
            context.close(mode: mode, promise: promise)
        case (_, _):
            context.close(mode: mode, promise: promise)
        }
    }

    /// Closes at once where it is asked to by a ``TLSTurnAway``.
    public func triggerUserOutboundEvent(
        context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?
    ) {
        guard event is TLSTurnAway else { return context.triggerUserOutboundEvent(event, promise: promise) }
        if case .open(let connection) = state {
            connection.closeNotify()
            flushOutput(context, connection)
        }
        cut(context)
        promise?.succeed()
    }

    /// Ends an open connection properly.
    func close(_ context: ChannelHandlerContext, _ connection: TLSConnection) {
        connection.closeNotify()
        state = .closing(drained: 0)
        sendLast(context, output(context, connection))
    }

    /// Ends a connection with an error; the alert, if there is one, is in the connection's output.
    func fail(_ context: ChannelHandlerContext, _ connection: TLSConnection?, _ error: TLSError) {
        state = .closing(drained: 0)
        pending.fail(error)
        let last = output(context, connection)
        context.fireErrorCaught(error)
        sendLast(context, last)
    }

    private func sendLast(_ context: ChannelHandlerContext, _ bytes: ByteBuffer) {
        guard case .closing = state else { return }
        let loop = context.eventLoop.assumeIsolated()
        drainTimer = loop.scheduleTask(in: TLSLimits.drainTime) { self.cut(context) }
        let shutDown = context.eventLoop.makePromise(of: Void.self)
        shutDown.futureResult.assumeIsolated().whenFailure { _ in self.cut(context) }
        context.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
        // The channel shuts down after all that was flushed before.
        context.close(mode: .output, promise: shutDown)
        context.read()
    }

    /// Counts what is thrown away.
    func drain(_ context: ChannelHandlerContext, _ count: Int) {
        state = .closing(drained: count)
        if count > TLSLimits.drainByteCount { cut(context) }
    }

    /// Closes at once.
    func cut(_ context: ChannelHandlerContext) {
        if case .closed = state { return }
        finish()
        context.close(mode: .all, promise: nil)
    }

    /// Lets go of everything.
    func finish() {
        state = .closed
        drainTimer?.cancel()
        drainTimer = nil
        pending.fail(.closedDuringHandshake)
    }
}
