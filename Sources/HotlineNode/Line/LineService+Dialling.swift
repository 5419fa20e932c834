internal import HotlineCrypto
internal import HotlineProtocol
internal import HotlineStore
internal import HotlineTransport
internal import Logging

/// A dial of which no session has come yet.
struct PendingDial: Sendable {
    let route: String
    let attempt: any PeerDial
    /// Waits for the leave to say HELLO; is given the dial counter, or nil where the dial was given up.
    var greeting: CheckedContinuation<UInt64?, Never>?
}

extension LineService {
    /// Dials this line's routes whenever it has no session, until the line is left. `DialMachine` decides; this does it.
    nonisolated func runDialling(_ dialler: some PeerDialler) async {
        await withDiscardingTaskGroup { group in
            var signals = dialSignals.makeAsyncIterator()
            while await !isLeaving, !Task.isCancelled {
                switch await nextDial() {
                case .dial(let number, let route):
                    let attempt = await begin(number, route, dialler.attempt())
                    group.addTask { await self.tryRoute(route, number, attempt) }
                case .greet(let number, let counter): await answerGreeting(number, counter)
                case .cancel(let number): await cancel(number)
                case .wait(let until):
                    let timer = wake(at: until)
                    _ = await signals.next()
                    timer.cancel()
                // Nothing to dial until the session ends, the routes change or the line is left.
                case .idle: _ = await signals.next()
                }
            }
            await giveUpAll()
        }
    }

    private func nextDial() -> DialMachine.Step {
        let now = context.clock.now()
        if stopped != nil, (try? standing) == nil { dial.use([], at: now) }
        return dial.next(at: now)
    }

    private nonisolated func wake(at time: MonotonicTime) -> Task<Void, Never> {
        Task { [clock = context.clock, dialSignal] in
            if (try? await clock.sleep(until: time)) != nil { dialSignal.yield() }
        }
    }

    private func begin<Attempt: PeerDial>(_ number: UInt64, _ route: String, _ attempt: Attempt) -> Attempt {
        dials[number] = PendingDial(route: route, attempt: attempt)
        return attempt
    }

    private nonisolated func tryRoute(_ text: String, _ number: UInt64, _ attempt: some PeerDial) async {
        do {
            guard let route = Route(text) else { throw TransportError.badRoute(text) }
            let connection = try await attempt.connect(to: route)
            let shown = try await connection.peerKeyID()
            #if HOTLINE_PLANTED
                let isPeer = shown == peer.key.keyID || PlantedBug.pinUnchecked.isActive
            #else
                let isPeer = shown == peer.key.keyID
            #endif
            guard isPeer else {
                connection.close()
                throw TransportError.otherPeer
            }
            guard let counter = await leaveToGreet(number) else { return connection.close() }
            let runner = SessionRunner(connection: connection, clock: context.clock)
            try await runner.run(dialCounter: counter) { _ in self }
            await dialEnded(number, route: text, nil)
        } catch {
            await dialEnded(number, route: text, error)
        }
    }

    /// Waits until this dial may say HELLO.
    private func leaveToGreet(_ number: UInt64) async -> UInt64? {
        guard dials[number] != nil, dial.secured(number) else { return nil }
        dialSignal.yield()
        return await withCheckedContinuation { dials[number]?.greeting = $0 }
    }

    private func answerGreeting(_ number: UInt64, _ counter: UInt64) {
        dials.removeValue(forKey: number)?.greeting?.resume(returning: counter)
    }

    /// The machine gives a dial up: because there is a session, because its route was removed, or because it swallows all.
    private func cancel(_ number: UInt64) {
        if let route = dials[number]?.route, routes.contains(route) {
            tell(TransportError.noAnswer, route: route)
        }
        giveUp(number)
    }

    private func giveUp(_ number: UInt64) {
        guard let pending = dials.removeValue(forKey: number) else { return }
        pending.attempt.cancel()
        pending.greeting?.resume(returning: nil)
    }

    func giveUpAll() {
        for number in dials.keys { giveUp(number) }
    }

    private func dialEnded(_ number: UInt64, route: String, _ error: (any Error)?) {
        dials[number] = nil
        guard dial.failed(number, at: context.clock.now(), jitter: context.jitter()) else { return }
        dialSignal.yield()
        if let error { tell(error, route: route) }
    }

    private func tell(_ error: any Error, route: String) {
        guard arbiter.current == nil, !isLeaving else { return }
        let words = "cannot reach \(route): \(Self.words(error))"
        lastError = words
        write(.warning, "dial failed", ["route": "\(route)", "reason": "\(error)"], kind: "dial failed \(route)")
    }

    /// Writes a record that a peer or a network can cause again and again; a bounded number of each kind.
    /// - Parameter kind: where not the message: one of a bounded number.
    func write(
        _ level: Logger.Level, _ message: String, _ fields: Logger.Metadata, kind: String? = nil
    ) {
        guard let leftOut = throttle.admit(kind ?? message, at: context.clock.now()) else { return }
        let count: Logger.Metadata = leftOut > 0 ? ["more_before": "\(leftOut)"] : [:]
        logger.log(level: level, "\(message)", metadata: fields.merging(count) { $1 })
    }

    /// Other routes from now on.
    func use(routes: [String]) {
        self.routes = routes
        context.admission.expect(routes: routes, line: id.rawValue)
        dial.use(routes, at: context.clock.now())
        dialSignal.yield()
    }

    /// Something came over a session: if it is the line's, there is no doubt about it.
    func heard(in number: UInt64) {
        guard dial.isDoubtful, arbiter.current?.number == number else { return }
        dial.heard()
        dialSignal.yield()
    }

    /// Doubts the line's session where nothing has come over it for long.
    func doubtIfSilent(_ number: UInt64, at now: MonotonicTime) {
        guard arbiter.current?.number == number, !dial.isDoubtful, let session = sessions[number],
            now - session.machine.lastHeard >= context.timeouts.doubt
        else { return }
        write(.warning, "the peer is silent", ["session": "\(number)", "remote": "\(session.remote)"])
        dial.doubted(at: now)
        dialSignal.yield()
    }

    func markVerified(at time: UTCTime) { verifiedAt = time }

    /// Returns when all sessions have said their farewell.
    func drain() async {
        while !sessions.isEmpty, !Task.isCancelled { try? await context.clock.sleep(for: .milliseconds(10)) }
    }
}
