internal import HotlineControl
internal import HotlineCrypto
internal import HotlineProtocol
internal import HotlineStore
internal import Logging
internal import ServiceLifecycle

/// Raises the alarm when a message was not acknowledged in time, on both sides: each counts from its own commit.
struct DeadlineWatch: Service {
    let registry: LineRegistry

    private var context: LineContext { registry.context }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var raised: Set<MessageKey> = []
            while !Task.isCancelled {
                let changes = context.events.subscribe()
                let next = look(&raised)
                await wait(until: next, orChange: changes)
            }
        }
    }

    /// Raises what is due and gives the next deadline.
    private func look(_ raised: inout Set<MessageKey>) -> UTCTime? {
        guard let waiting = try? context.store.awaitingAcknowledgement() else { return nil }
        let now = context.clock.utc()
        // What was acknowledged since is forgotten, so that the set stays as small as what is late.
        raised.formIntersection(waiting.map { $0.signed.key(isOwn: $0.isOwn) })
        for message in waiting {
            guard let due = message.acknowledgeDue else { continue }
            if due > now { return due }
            if raised.insert(message.signed.key(isOwn: message.isOwn)).inserted { raise(message, at: now) }
        }
        return nil
    }

    private func raise(_ message: StoredMessage, at now: UTCTime) {
        context.logger.warning(
            "acknowledgement overdue",
            metadata: ["peer": "\(message.peer)", "message": "\(message.signed.statement.messageID)"])
        context.events.publish(
            NodeChange(
                event: .messageOverdue, at: now, peer: message.peer.text,
                message: message.signed.key(isOwn: message.isOwn)))
    }

    private func wait(until time: UTCTime?, orChange changes: AsyncStream<NodeChange>) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for await change in changes where change.event != .messageOverdue { return }
                try? await gracefulShutdown()
            }
            if let time {
                let now = context.clock.utc()
                let pause = time > now ? time.milliseconds - now.milliseconds : 0
                group.addTask { try? await Task.sleep(for: .milliseconds(Int64(clamping: pause + 1))) }
            }
            await group.next()
            group.cancelAll()
        }
    }
}

extension StoredMessage {
    /// When an acknowledgement is due by this node's own commit; nil where none is asked for.
    var acknowledgeDue: UTCTime? {
        signed.statement.acknowledgeBy.map { UTCTime(milliseconds: storedAt.milliseconds + UInt64($0) * 1000) }
    }
}
