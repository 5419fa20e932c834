internal import HotlineCrypto
internal import HotlineProtocol

/// Why a session is over, when it is not the peer's failure.
enum SessionOver: Error {
    /// The connection closed.
    case closed
    /// This side ends it with a bye.
    case leaving(ByeReason)
    /// The peer ended it.
    case ended(SessionMachine.SessionEnd)
    /// The store could not take what came.
    case unavailable
    /// The line is stopped until its operators have looked.
    case stopped
    /// The peer's HELLO was written before what came over another session.
    case overtaken
}

/// Runs one connection: reads frames, writes what the machine gives, watches its deadlines. It decides nothing.
struct SessionRunner<Connection: PeerConnection>: Sendable {
    let connection: Connection
    let clock: NodeClock

    /// How long a farewell may wait for a peer that does not read.
    private static var farewellTime: Duration { .seconds(1) }
    /// Deadlines are not looked at more often than this.
    private static var tickPause: Duration { .milliseconds(50) }

    /// Serves the connection until it is over.
    /// - Parameters:
    ///   - dialCounter: this node's count of dials; nil where the peer dialled.
    ///   - find: the line of a pinned key.
    func run(dialCounter: UInt64?, find: @Sendable (Digest) -> LineService?) async throws {
        guard let line = find(try await connection.peerKeyID()) else { return connection.close() }
        guard dialCounter == nil else { return try await serve(line, dialCounter) }
        guard await line.enter(connection.remote) else { return connection.close() }
        do {
            try await serve(line, dialCounter)
        } catch {
            await line.leavePlace()
            throw error
        }
        await line.leavePlace()
    }

    /// Returns when the connection is closed, whatever came over it.
    private func serve(_ line: LineService, _ dialCounter: UInt64?) async throws {
        try await connection.withFrames { inbound, outbound in
            let session: LineService.Opened
            do {
                session = try await line.open(
                    remote: connection.remote, since: connection.startedAt(on: clock), dialCounter: dialCounter)
            } catch SessionOver.stopped {
                return await withDeadline { try await outbound.write(.error(.stopped)) }
            }
            let end = await withTaskExecutorPreference(connection.executor) {
                await race(line, session, inbound, outbound)
            }
            let last = await line.close(session.number, because: end)
            if !last.isEmpty { await withDeadline { try await outbound.write(contentsOf: last) } }
        }
    }

    /// The first of the four tasks that ends, ends the session.
    private func race(
        _ line: LineService, _ session: LineService.Opened, _ inbound: Connection.Inbound,
        _ outbound: Connection.Outbound
    ) async -> any Error {
        await withTaskGroup(of: (any Error).self) { group in
            group.addTask { await read(line, session.number, inbound) }
            group.addTask { await write(line, session, outbound) }
            group.addTask { await watch(line, session.number) }
            group.addTask {
                for await _ in session.ending {}
                return await line.end(of: session.number)
            }
            let first = await group.next() ?? SessionOver.closed
            group.cancelAll()
            return first
        }
    }

    private func read(
        _ line: LineService, _ number: UInt64, _ inbound: Connection.Inbound
    ) async -> any Error {
        do {
            for try await frame in inbound { try await line.receive(frame, in: number) }
            return SessionOver.closed
        } catch {
            return error
        }
    }

    private func write(
        _ line: LineService, _ session: LineService.Opened, _ outbound: Connection.Outbound
    ) async -> any Error {
        do {
            for await _ in session.signals {
                while true {
                    let frames = try await line.pull(session.number)
                    guard !frames.isEmpty else { break }
                    try await outbound.write(contentsOf: frames)
                    try await connection.settle()
                }
            }
            return SessionOver.closed
        } catch {
            return error
        }
    }

    private func watch(_ line: LineService, _ number: UInt64) async -> any Error {
        do {
            while let deadline = await line.deadline(of: number) {
                try await clock.sleep(until: max(deadline, clock.now() + Self.tickPause))
                try await line.tick(number)
            }
            return SessionOver.closed
        } catch {
            return error
        }
    }

    private func withDeadline(_ work: @escaping @Sendable () async throws -> Void) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { try? await work() }
            group.addTask { try? await clock.sleep(for: Self.farewellTime) }
            await group.next()
            group.cancelAll()
        }
    }
}
