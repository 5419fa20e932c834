internal import NIOCore
internal import Synchronization

/// One dial, from the look-up of a name to the TLS handshake. It may be given up at any time.
public final class DialAttempt: Sendable {
    private struct State {
        var isCancelled = false
        /// One for each address of the name that was tried.
        var channels: [any Channel] = []
    }

    private let dialler: Dialler
    private let state = Mutex(State())

    init(dialler: Dialler) {
        self.dialler = dialler
    }

    /// Connects; the TLS handshake goes on in the background. To be called once.
    /// - Throws: `TransportError.closed` where the dial was given up; NIO's errors.
    public func connect(to route: Route) async throws -> Connection {
        let connection = try await withTaskCancellationHandler {
            try await dialler.connect(to: route) { try self.keep($0) }
        } onCancel: {
            cancel()
        }
        guard !state.withLock({ $0.isCancelled }) else {
            connection.close()
            throw TransportError.closed
        }
        return connection
    }

    /// Gives the dial up. After the handshake this closes the connection.
    public func cancel() {
        let channels = state.withLock { state in
            state.isCancelled = true
            defer { state.channels = [] }
            return state.channels
        }
        for channel in channels { channel.close(promise: nil) }
    }

    private func keep(_ channel: any Channel) throws {
        try state.withLock { state in
            guard !state.isCancelled else { throw TransportError.closed }
            state.channels.append(channel)
        }
    }
}
