internal import HotlineCrypto
internal import HotlineProtocol
internal import HotlineStore
internal import HotlineTransport
internal import Logging

extension LineService {
    /// Dials this line's routes whenever it has no session, until the line is left.
    nonisolated func runDialling(_ dialler: Dialler) async {
        var signals = dialSignals.makeAsyncIterator()
        while !Task.isCancelled {
            switch await nextDial() {
            case .dial(let route): await tryRoute(route, dialler)
            case .wait(let until): await pause(until: until)
            case .idle:
                // Nothing to dial until the session ends, the routes change or the line is left.
                if await signals.next() == nil { return }
            }
            if await isLeaving { return }
        }
    }

    private func nextDial() -> DialMachine.Step {
        stopped == nil ? dial.next(at: context.clock.now()) : .idle
    }

    /// Waits for the time, or until the routes change or the line is left.
    private func pause(until time: MonotonicTime) async {
        let clock = context.clock
        let waiting = Task { _ = try? await clock.sleep(until: time) }
        pausing = waiting
        await withTaskCancellationHandler {
            await waiting.value
        } onCancel: {
            waiting.cancel()
        }
    }

    private nonisolated func tryRoute(_ text: String, _ dialler: Dialler) async {
        let counter = await dial.counter
        do {
            guard let route = Route(text) else { throw TransportError.badRoute(text) }
            let connection = try await dialler.connect(to: route)
            let runner = SessionRunner(connection: connection, clock: context.clock)
            try await runner.run(dialCounter: counter) { keyID in
                keyID == peer.key.keyID ? self : nil
            }
            await failedToConnect(nil, route: text)
        } catch {
            await failedToConnect(error, route: text)
        }
    }

    private func failedToConnect(_ error: (any Error)?, route: String) {
        dial.failed(at: context.clock.now(), jitter: Double.random(in: 0...1))
        guard let error, arbiter.current == nil, !isLeaving else { return }
        let words = "cannot reach \(route): \(Self.words(error))"
        // Once for each reason, not once for each try.
        if lastError != words { logger.warning("dial failed", metadata: ["route": "\(route)", "reason": "\(error)"]) }
        lastError = words
    }

    /// Other routes from now on.
    func use(routes: [String]) {
        self.routes = routes
        dial.use(routes, at: context.clock.now())
        dialSignal.yield()
        pausing?.cancel()
    }

    func markVerified(at time: UTCTime) { verifiedAt = time }

    /// Returns when all sessions have said their farewell.
    func drain() async {
        while !sessions.isEmpty, !Task.isCancelled { try? await Task.sleep(for: .milliseconds(10)) }
    }
}
