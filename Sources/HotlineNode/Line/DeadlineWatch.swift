internal import HotlineControl
internal import HotlineCrypto
internal import HotlineProtocol
internal import HotlineStore
internal import Logging
internal import ServiceLifecycle

/// Raises the alarm when a message was not acknowledged in time, on both sides: each counts from its own commit.
/// `DeadlineMachine` decides; this reads the store and the clocks for it.
struct DeadlineWatch: Service {
    /// Alarms of one look. What is published has to find room in each listener's queue.
    private static let alarmsAtOnce = EventHub.backlog / 4
    /// The longest time between two looks: until then a clock that was set goes unnoticed where nothing else happens.
    private static let longestPause: Duration = .seconds(60)

    let registry: LineRegistry

    private var context: LineContext { registry.context }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var machine: DeadlineMachine?
            while !Task.isCancelled {
                let changes = context.events.subscribe { $0.changesDeadlines }
                let latest = context.clock.now() + Self.longestPause
                let next = min(look(&machine) ?? latest, latest)
                await wait(until: next, orChange: changes)
            }
        }
    }

    /// Raises what is due and gives the next deadline. A store that cannot be read is asked again after the longest pause.
    private func look(_ machine: inout DeadlineMachine?) -> MonotonicTime? {
        do {
            var current = try machine ?? start()
            defer { machine = current }
            try begin(&current)
            return try raise(&current)
        } catch {
            context.logger.error("acknowledgements cannot be watched", metadata: ["reason": "\(error)"])
            return nil
        }
    }

    private func start() throws(StoreError) -> DeadlineMachine {
        let newestRow = try context.store.newestRow()
        let utc = context.clock.utc()
        return DeadlineMachine(newestRow: newestRow, utc: utc, now: context.clock.now())
    }

    private func begin(_ machine: inout DeadlineMachine) throws(StoreError) {
        let newestRow = try context.store.newestRow()
        let earliest = try context.store.earliestAwaited(in: machine.arrivals(upTo: newestRow))
        // UTC is read first: the machine's count then runs behind it by what lies between, and no alarm comes early.
        let utc = context.clock.utc()
        machine.begin(newestRow: newestRow, earliest: earliest, utc: utc, now: context.clock.now())
    }

    private func raise(_ machine: inout DeadlineMachine) throws(StoreError) -> MonotonicTime? {
        var (next, alarms): (MonotonicTime?, Int) = (nil, 0)
        while alarms < Self.alarmsAtOnce {
            guard let question = machine.question else { return next }
            let message = try context.store.nextAwaited(after: question.position, in: question.rows)
            switch machine.answer(message?.position) {
            case .raise:
                if let message { alarm(message) }
                alarms += 1
            case .wait(let until): next = min(next ?? until, until)
            case .nothing: break
            }
        }
        return context.clock.now()
    }

    private func alarm(_ message: AwaitedMessage) {
        context.logger.warning(
            "acknowledgement overdue", metadata: ["peer": "\(message.peer)", "message": "\(message.messageID)"])
        context.events.publish(
            NodeChange(
                event: .messageOverdue, at: context.clock.utc(), peer: message.peer.text,
                message: MessageKey(id: message.messageID, isOwn: message.isOwn)))
    }

    private func wait(until time: MonotonicTime, orChange changes: AsyncStream<NodeChange>) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for await _ in changes { return }
                try? await gracefulShutdown()
            }
            group.addTask { try? await context.clock.sleep(until: time) }
            await group.next()
            group.cancelAll()
        }
    }
}

extension StoredMessage {
    /// When an acknowledgement is due by this node's own commit; nil where none is asked for.
    var acknowledgeDue: UTCTime? { signed.statement.acknowledgeDue(since: storedAt) }
}

extension Statement {
    /// When an acknowledgement is due, counted from a commit; nil where none is asked for.
    func acknowledgeDue(since time: UTCTime) -> UTCTime? {
        acknowledgeBy.map { UTCTime(milliseconds: time.milliseconds + UInt64($0) * 1000) }
    }
}
